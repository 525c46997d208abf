import type { AttributeValue } from "./attribute.ts";
import { compareNumbers } from "./number.ts";

/**
 * Below zero, zero or above it as DynamoDB sorts two keys of one type: numbers by value, strings by
 * their UTF-8 bytes, binary by its bytes. Undefined for values of two types, and of types without order.
 */
export function compareKeys(a: AttributeValue, b: AttributeValue): number | undefined {
  if ("N" in a && "N" in b) return compareNumbers(a.N, b.N);
  if ("S" in a && "S" in b) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if ("B" in a && "B" in b) {
    return Buffer.compare(Buffer.from(a.B, "base64"), Buffer.from(b.B, "base64"));
  }
  return undefined;
}
