import type { Comparator, Condition, Operand } from "../../expressions/ast.ts";
import type { AttributeValue, Item } from "../../values/attribute.ts";
import { between, compare, conjunction, literal } from "./json-filter.ts";
import { listOf, Members } from "./members.ts";
import { wrong } from "./refusal.ts";

const comparators: ReadonlyMap<string, Comparator> = new Map([
  ["eq", "="],
  ["lt", "<"],
  ["le", "<="],
  ["gt", ">"],
  ["ge", ">="],
]);
const operators = [...comparators.keys(), "between", "beginsWith"];

/** A condition on the key in JSON: attributes, each with its value or with one operator. */
export function jsonKey(key: Item, field: string): Condition {
  const parts = Object.keys(key).map(name => {
    const value = key[name] ?? { NULL: true };
    return onAttribute({ kind: "path", path: [name] }, value, `${field}.${name}`);
  });
  const whole = conjunction(parts);
  if (whole === undefined) throw wrong(field, "is empty", 'such as {"PK": "USER#1"}');
  return whole;
}

function onAttribute(path: Operand, value: AttributeValue, field: string): Condition {
  if (!("M" in value)) return compare(path, "=", value);
  const members = new Members(value, field);
  members.checkNames(operators);
  const [name, ...others] = members.names;
  const operand = name === undefined ? undefined : members.value(name);
  if (name === undefined || operand === undefined || others.length > 0) {
    const fix = 'such as {"beginsWith": "O#"}';
    throw wrong(field, `takes one operator of ${operators.join(", ")}`, fix);
  }
  if (name === "beginsWith") {
    return { kind: "function", name: "begins_with", arguments: [path, literal(operand)] };
  }
  const comparator = comparators.get(name);
  if (comparator !== undefined) return compare(path, comparator, operand);
  const [low, high] = listOf(operand, members.fieldOf(name), [2, 2]);
  if (low === undefined || high === undefined) throw wrong(field, "between takes two values");
  return between(path, low, high);
}
