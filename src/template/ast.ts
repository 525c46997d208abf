import type { TemplateValue } from "./scope.ts";

export const operators = ["+", "-", "*", "/", "%"] as const;
export type Operator = (typeof operators)[number];

/** What stands between `${` and `}`; offsets count in the text of the whole template. */
export type Expression =
  | { readonly kind: "literal"; readonly value: TemplateValue; readonly offset: number }
  | { readonly kind: "variable"; readonly name: string; readonly offset: number }
  | {
      readonly kind: "member";
      readonly object: Expression;
      readonly key: Expression;
      readonly offset: number;
    }
  | { readonly kind: "negate"; readonly operand: Expression; readonly offset: number }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly offset: number;
    }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly offset: number;
    };

/** A template's text: literal parts and expressions in turn. */
export type TemplateText = readonly (string | Expression)[];
