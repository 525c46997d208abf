import type { AttributeValue } from "../values/attribute.ts";
import { numberProblem } from "../values/number.ts";
import { compareKeys } from "../values/order.ts";
import { typeWordOf, typeWords } from "../values/type-words.ts";
import type { Condition, Operand } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { shownName } from "./key-hint.ts";
import type { KeyAttribute } from "./key-parts.ts";

/**
 * Throws unless the values that a condition of a kind that keys take holds an attribute against are
 * values of its type; those that are not known yet may be.
 */
export function checkValues(
  cursor: Cursor,
  part: Condition,
  values: readonly Operand[],
  attribute: KeyAttribute,
): void {
  for (const value of values) checkValue(cursor, part, value, attribute);
  const { name, type } = attribute;
  if (part.kind === "function" && type === "N") {
    const [start] = cursor.spanOf(part);
    throw cursor.fail(`begins_with takes no number, as ${name} is`, start, rangeHint(attribute));
  }
  if (part.kind === "between") checkEnds(cursor, part.low, part.high);
}

/** What is wrong with a value of another type than the attribute's. */
export function typeProblem(
  value: AttributeValue,
  { name, type }: KeyAttribute,
): string | undefined {
  return type in value ? undefined : `${name} is ${typeWords[type]}, not ${typeWordOf(value)}`;
}

function checkValue(cursor: Cursor, part: Condition, value: Operand, attribute: KeyAttribute) {
  const [start, end] = cursor.spanOf(value);
  if (value.kind === "path") {
    const hint = "text stands in single quotes; double quotes are for names";
    throw cursor.fail("a key is compared with a value", start, hint);
  }
  if (value.kind === "size") throw cursor.fail("a key is compared with a value", start);
  if (value.kind === "parameter") return;
  const problem = typeProblem(value.value, attribute);
  if (problem === undefined) return;
  const hint =
    part.kind === "function" && attribute.type === "N"
      ? rangeHint(attribute)
      : writtenHint(cursor.text.slice(start, end), value.value, attribute);
  throw cursor.fail(problem, start, hint);
}

function checkEnds(cursor: Cursor, low: Operand, high: Operand): void {
  if (low.kind !== "literal" || high.kind !== "literal") return;
  if ((compareKeys(low.value, high.value) ?? 0) <= 0) return;
  const [lowText, highText] = [low, high].map(end => cursor.text.slice(...cursor.spanOf(end)));
  const [start] = cursor.spanOf(low);
  throw cursor.fail(
    `${lowText} is above ${highText}`,
    start,
    `the lower end comes first: between ${highText} and ${lowText}`,
  );
}

/** How a value of the attribute's type is written. */
function writtenHint(text: string, value: AttributeValue, { name, type }: KeyAttribute): string {
  switch (type) {
    case "S": {
      const isSingle = "N" in value || "BOOL" in value || "NULL" in value;
      return isSingle ? `text stands in single quotes: '${text}'` : "text stands in single quotes";
    }
    case "N":
      return "S" in value && numberProblem(value.S) === undefined
        ? `numbers stand without quotes: ${value.S}`
        : `numbers stand without quotes, such as ${shownName(name)} > 5`;
    case "B":
      return "binary is base64: b64'…'";
  }
}

function rangeHint({ name }: KeyAttribute): string {
  return `for a range of numbers: ${shownName(name)} between 1 and 9`;
}
