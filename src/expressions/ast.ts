import type { AttributeValue } from "../values/attribute.ts";

/** `a.b[3].c`: a name, then members and positions. */
export type Path = readonly [string, ...(string | number)[]];

/**
 * A `${…}` left open in the text; a scenario fills it for every draw. `source` is the template text;
 * of `'${i}'` it is `${''}${i}`, so that what stands in quotes is text whatever it gives.
 */
export interface Parameter {
  readonly kind: "parameter";
  readonly source: string;
  /** Where what the user wrote of the source begins in the expression, from 0. */
  readonly offset: number;
}

export type Operand =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "literal"; readonly value: AttributeValue }
  | { readonly kind: "size"; readonly of: Operand }
  | Parameter;

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Condition =
  | {
      readonly kind: "compare";
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: "between";
      readonly operand: Operand;
      readonly low: Operand;
      readonly high: Operand;
    }
  | { readonly kind: "in"; readonly operand: Operand; readonly list: readonly Operand[] }
  | {
      readonly kind: "function";
      readonly name:
        | "attribute_exists"
        | "attribute_not_exists"
        | "attribute_type"
        | "begins_with"
        | "contains";
      readonly arguments: readonly Operand[];
    }
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly condition: Condition };

export type Projection = readonly Path[];

/** The right side of SET. */
export type UpdateValue =
  | Operand
  | { readonly kind: "add" | "subtract"; readonly left: UpdateValue; readonly right: UpdateValue }
  | { readonly kind: "if_not_exists"; readonly path: Path; readonly otherwise: UpdateValue }
  | { readonly kind: "list_append"; readonly left: UpdateValue; readonly right: UpdateValue };

export type UpdateClause =
  | { readonly kind: "set"; readonly path: Path; readonly value: UpdateValue }
  | { readonly kind: "remove"; readonly path: Path }
  | { readonly kind: "add" | "delete"; readonly path: Path; readonly value: Operand };

export type Update = readonly UpdateClause[];
