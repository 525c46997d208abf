import type { KeyAttribute } from "../schema/schema.ts";
import type { AttributeValue } from "../values/attribute.ts";
import { isBase64 } from "../values/binary.ts";
import { numberProblem } from "../values/number.ts";

/** The value of a key attribute that a bare text stands for; as text: what is wrong with it. */
export function keyValueOf({ type }: KeyAttribute, text: string): AttributeValue | string {
  if (text === "") return "is empty, which a key cannot be";
  if (type === "S") return { S: text };
  if (type === "B") {
    return isBase64(text) ? { B: text } : `is binary and takes base64, not ${JSON.stringify(text)}`;
  }
  const problem = numberProblem(text);
  return problem === undefined
    ? { N: text }
    : `is a number, and ${JSON.stringify(text)} ${problem}`;
}
