import type { AttributeValue } from "./attribute.ts";

type MembersOf<Value> = Value extends unknown ? keyof Value : never;
type AttributeType = MembersOf<AttributeValue>;

/** What messages call the types of attribute values. */
export const typeWords = {
  S: "a string",
  N: "a number",
  B: "binary",
  BOOL: "true or false",
  NULL: "null",
  L: "a list",
  M: "a map",
  SS: "a set of strings",
  NS: "a set of numbers",
  BS: "a set of binaries",
} as const satisfies Record<AttributeType, string>;

/** What messages call a value, such as `a string` for `{"S": "x"}`. */
export function typeWordOf(value: AttributeValue): string {
  const [type] = Object.keys(value) as AttributeType[];
  return type === undefined ? "nothing" : typeWords[type];
}
