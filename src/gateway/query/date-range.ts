import { keyAttributes } from "../../data/table-keys.ts";
import type { Condition, Operand } from "../../expressions/ast.ts";
import { conjuncts, isEqual, nameOf } from "../../expressions/key-parts.ts";
import { typeProblem } from "../../expressions/key-values.ts";
import type { KeySchema } from "../../schema/schema.ts";
import { compareKeys } from "../../values/order.ts";
import { between, compare } from "./json-filter.ts";
import { wrong } from "./refusal.ts";
import type { DateRange } from "./wanted.ts";

const field = "body.dateRange";

/**
 * A range of dates: a condition on the key where its attribute is the sort key and no other
 * condition is on that, else a filter.
 */
export function placedRange(
  range: DateRange,
  where: Condition,
  key: KeySchema,
): { readonly where: Condition } | { readonly filter: Condition } {
  const condition = rangeCondition(range);
  const [name, ...members] = range.path;
  const attribute = keyAttributes(key).find(each => each.name === name);
  if (attribute === undefined) return { filter: condition };
  const parts = conjuncts(where);
  const given = new Set(parts.map(nameOf));
  const next = key.sort.find(each => !given.has(each.name));
  if (members.length > 0 || next !== attribute || !parts.every(isEqual)) {
    throw wrong(
      field,
      `${name} is a key attribute, on which there is a condition already`,
      "leave out one of the two",
    );
  }
  for (const value of [range.from, range.to]) {
    const problem = value && typeProblem(value, attribute);
    if (problem !== undefined) throw wrong(field, problem);
  }
  return { where: { kind: "and", left: where, right: condition } };
}

function rangeCondition({ path, from, to }: DateRange): Condition {
  const operand: Operand = { kind: "path", path };
  if (from !== undefined && to !== undefined) {
    const order = compareKeys(from, to);
    if (order === undefined) throw wrong(field, "from and to must be of one type");
    if (order > 0) throw wrong(field, "from is after to");
    return between(operand, from, to);
  }
  if (from !== undefined) return compare(operand, ">=", from);
  if (to !== undefined) return compare(operand, "<=", to);
  throw wrong(field, "needs from, or to, or both");
}
