import type { Comparator, Condition, Operand } from "../../expressions/ast.ts";
import type { AttributeValue } from "../../values/attribute.ts";
import { operatorNames } from "./condition-schema.ts";
import { maxConditions, maxFilterDepth, maxListValues } from "./limits.ts";
import { listOf, Members, pathOf, textOf } from "./members.ts";
import { wrong } from "./refusal.ts";

type OperatorName = (typeof operatorNames)[number];

const comparators: ReadonlyMap<string, Comparator> = new Map([
  ["eq", "="],
  ["ne", "<>"],
  ["lt", "<"],
  ["le", "<="],
  ["gt", ">"],
  ["ge", ">="],
]);

/** A filter in JSON as a condition. Throws a Problem. */
export function jsonFilter(value: AttributeValue, field: string): Condition {
  return new Reader().condition(value, field, 1);
}

/** Attribute in a list of values. */
export function inList(path: Operand, values: AttributeValue, field: string): Condition {
  const list = listOf(values, field, [1, maxListValues]).map(literal);
  return { kind: "in", operand: path, list };
}

/** Joins conditions that all hold. */
export function conjunction(conditions: readonly Condition[]): Condition | undefined {
  const [first, ...others] = conditions;
  return first && others.reduce((left, right) => ({ kind: "and", left, right }), first);
}

export function literal(value: AttributeValue): Operand {
  return { kind: "literal", value };
}

export function compare(left: Operand, comparator: Comparator, value: AttributeValue): Condition {
  return { kind: "compare", comparator, left, right: literal(value) };
}

export function between(operand: Operand, low: AttributeValue, high: AttributeValue): Condition {
  return { kind: "between", operand, low: literal(low), high: literal(high) };
}

class Reader {
  #count = 0;

  condition(value: AttributeValue, field: string, depth: number): Condition {
    if (depth > maxFilterDepth) throw wrong(field, `nests deeper than ${maxFilterDepth} levels`);
    if (++this.#count > maxConditions) {
      throw wrong(field, `is more than the ${maxConditions} conditions of one filter`);
    }
    const members = new Members(value, field);
    members.checkNames(["all", "any", "not", "attribute", ...operatorNames]);
    const [first = "", ...others] = members.names;
    const isJoined = ["all", "any", "not"].includes(first);
    if (isJoined && others.length > 0) throw wrong(field, `${first} stands alone in its object`);
    switch (first) {
      case "all":
      case "any":
        return this.#joined(members, first, depth);
      case "not": {
        const inner = members.value("not");
        if (inner === undefined) break;
        const condition = this.condition(inner, members.fieldOf("not"), depth + 1);
        return { kind: "not", condition };
      }
    }
    return onAttribute(members);
  }

  #joined(members: Members, name: "all" | "any", depth: number): Condition {
    const value = members.value(name) ?? { L: [] };
    const field = members.fieldOf(name);
    const kind = name === "all" ? "and" : "or";
    return listOf(value, field, [1, maxConditions])
      .map((each, position) => this.condition(each, `${field}.${position}`, depth + 1))
      .reduce((left, right) => ({ kind, left, right }));
  }
}

const example = 'such as {"attribute": "Total", "gt": 10}';

/** An attribute and one operator. */
function onAttribute(members: Members): Condition {
  const attribute = members.value("attribute");
  const { field } = members;
  if (attribute === undefined) throw wrong(field, "names no attribute", example);
  const attributeField = members.fieldOf("attribute");
  const text = textOf(attribute, attributeField, Number.POSITIVE_INFINITY);
  const path: Operand = { kind: "path", path: pathOf(text, attributeField) };
  const [name, ...others] = operatorNames.filter(each => members.value(each) !== undefined);
  const value = name && members.value(name);
  if (name === undefined || value === undefined || others.length > 0) {
    throw wrong(field, `needs one operator of ${operatorNames.join(", ")}`, example);
  }
  return applied(path, name, value, members.fieldOf(name));
}

function applied(
  path: Operand,
  name: OperatorName,
  value: AttributeValue,
  field: string,
): Condition {
  const called = (name: "begins_with" | "contains" | "attribute_type"): Condition => ({
    kind: "function",
    name,
    arguments: [path, literal(value)],
  });
  switch (name) {
    case "beginsWith":
      if ("S" in value || "B" in value) return called("begins_with");
      throw wrong(field, "must be text, or binary");
    case "contains":
      return called("contains");
    case "in":
      return inList(path, value, field);
    case "exists": {
      if (!("BOOL" in value)) throw wrong(field, "must be true or false");
      const name = value.BOOL ? "attribute_exists" : "attribute_not_exists";
      return { kind: "function", name, arguments: [path] };
    }
    case "type":
      if ("S" in value && typeNames.includes(value.S)) return called("attribute_type");
      throw wrong(field, `must be one of ${typeNames.join(", ")}`);
    case "size":
      return onSize({ kind: "size", of: path }, new Members(value, field));
    case "between":
      return range(path, value, field);
    default:
      return compare(path, comparatorOf(name), value);
  }
}

const typeNames = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"];

function onSize(size: Operand, members: Members): Condition {
  const known = [...comparators.keys(), "between"];
  members.checkNames(known);
  const [name, ...others] = members.names;
  const value = name === undefined ? undefined : members.value(name);
  if (name === undefined || value === undefined || others.length > 0) {
    throw wrong(members.field, `needs one operator of ${known.join(", ")}`, 'such as {"gt": 2}');
  }
  if (name === "between") return range(size, value, members.fieldOf(name));
  return compare(size, comparatorOf(name), value);
}

function range(operand: Operand, value: AttributeValue, field: string): Condition {
  const [low, high] = listOf(value, field, [2, 2]);
  if (low === undefined || high === undefined) throw wrong(field, "takes two values");
  return between(operand, low, high);
}

function comparatorOf(name: string): Comparator {
  const comparator = comparators.get(name);
  if (comparator === undefined) throw new RangeError(`${name} is no comparison`);
  return comparator;
}
