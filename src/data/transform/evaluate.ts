import { DynError } from "../../errors.ts";
import type { UpdateValue } from "../../expressions/ast.ts";
import type { AttributeValue, Item } from "../../values/attribute.ts";
import { ExactSum } from "../../values/decimal.ts";
import { numberProblem } from "../../values/number.ts";
import { typeWordOf } from "../../values/type-words.ts";
import { pathText, valueAt } from "./assign.ts";

/** The right side of a SET for an item. Throws an "invalid" error where DynamoDB would refuse it. */
export function evaluated(value: UpdateValue, item: Item): AttributeValue {
  switch (value.kind) {
    case "literal":
      return value.value;
    case "path": {
      const found = valueAt(item, value.path);
      if (found === undefined) throw invalid(`the item has no ${pathText(value.path)}`);
      return found;
    }
    case "add":
      return sum(value.left, value.right, 1, item);
    case "subtract":
      return sum(value.left, value.right, -1, item);
    case "if_not_exists":
      return valueAt(item, value.path) ?? evaluated(value.otherwise, item);
    case "list_append":
      return { L: [...list(value.left, item), ...list(value.right, item)] };
    case "size":
    case "parameter":
      throw new DynError(
        "usage",
        "SET takes values, paths, + and -, if_not_exists and list_append",
      );
    default:
      return value satisfies never;
  }
}

function sum(left: UpdateValue, right: UpdateValue, sign: 1 | -1, item: Item): AttributeValue {
  const total = new ExactSum().add(number(left, item)).add(number(right, item), sign).toString();
  const problem = numberProblem(total);
  if (problem !== undefined) throw invalid(`the sum ${problem}`);
  return { N: total };
}

function number(value: UpdateValue, item: Item): string {
  const found = evaluated(value, item);
  if ("N" in found) return found.N;
  throw invalid(`+ and - take numbers, not ${described(value, found)}`);
}

function list(value: UpdateValue, item: Item): readonly AttributeValue[] {
  const found = evaluated(value, item);
  if ("L" in found) return found.L;
  throw invalid(`list_append takes lists, not ${described(value, found)}`);
}

function described(value: UpdateValue, found: AttributeValue): string {
  const word = typeWordOf(found);
  return value.kind === "path" ? `${word} as ${pathText(value.path)} is` : word;
}

function invalid(problem: string): DynError {
  return new DynError("invalid", problem);
}
