import type { Condition } from "../../expressions/ast.ts";
import { Expressions } from "../expressions.ts";
import type { Part } from "../part.ts";
import type { Parameters } from "../scenario.ts";

/** A check's condition, with what its templates give. */
export interface CheckCondition {
  readonly where: Condition;
  readonly parameters?: Parameters;
}

/** Reads a check's `where`; its templates must be constant, since no item or draw fills them. */
export function readWhere(part: Part, text: string): CheckCondition | undefined {
  const expressions = new Expressions(part, { stream: "checks", variables: [] });
  const where = expressions.condition("where", text);
  if (where === undefined) return undefined;
  for (const { part: place, offset, template } of expressions.open) {
    if (template.constant !== undefined) continue;
    place.problem("a check's template is constant: there is no item or draw to fill it", {
      offset,
      hint: "write the value, or arithmetic of numbers",
    });
  }
  const { parameters } = expressions;
  return parameters.size > 0 ? { where, parameters } : { where };
}

/** ` (Status = 'open')`, for a name; empty without a condition. */
export function whereText(text: string | undefined): string {
  return text === undefined ? "" : ` (${text.trim()})`;
}
