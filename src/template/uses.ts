import type { Expression, TemplateText } from "./ast.ts";
import { functions } from "./functions.ts";

/** What the value of a template depends on besides seed and index. */
export interface Uses {
  /** It calls a function that looks at the clock. */
  readonly clock: boolean;
  /** The variables that it names, `i`, `index` and `seed` among them. */
  readonly variables: ReadonlySet<string>;
}

export const usesNothing: Uses = { clock: false, variables: new Set() };

/** What all of them use together. */
export function allUses(list: readonly Uses[]): Uses {
  const [first = usesNothing, ...others] = list;
  if (others.length === 0) return first;
  return {
    clock: list.some(({ clock }) => clock),
    variables: new Set(list.flatMap(({ variables }) => [...variables])),
  };
}

export function usesOf(text: TemplateText): Uses {
  const used = { clock: false, variables: new Set<string>() };
  for (const part of text) if (typeof part !== "string") collect(part, used);
  return used.clock || used.variables.size > 0 ? used : usesNothing;
}

function collect(expression: Expression, used: { clock: boolean; variables: Set<string> }): void {
  switch (expression.kind) {
    case "literal":
      return;
    case "variable":
      used.variables.add(expression.name);
      return;
    case "negate":
      collect(expression.operand, used);
      return;
    case "binary":
      collect(expression.left, used);
      collect(expression.right, used);
      return;
    case "member":
      collect(expression.object, used);
      collect(expression.key, used);
      return;
    case "call":
      used.clock ||= functions.get(expression.name)?.source === "clock";
      for (const each of expression.arguments) collect(each, used);
      return;
    default:
      expression satisfies never;
  }
}
