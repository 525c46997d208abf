import type { AttributeValue, Item } from "./attribute.ts";
import { base64Size } from "./binary.ts";
import { canonicalNumber } from "./number.ts";

/** The most that DynamoDB stores in one item, names included. */
export const maxItemBytes = 400 * 1024;

/**
 * Bytes that DynamoDB counts for an item, by "DynamoDB item sizes and formats" in its developer
 * guide: names and strings in UTF-8; numbers a byte for two significant digits and one more;
 * binary raw; null and boolean 1; lists and maps 3, and 1 for each element. The guide calls the
 * size of numbers approximate: near the limit the service has the last word.
 */
export function itemSizeBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes += Buffer.byteLength(name) + valueSizeBytes(value);
  }
  return bytes;
}

/** The same for a value without its name. */
export function valueSizeBytes(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberSizeBytes(value.N);
  if ("B" in value) return base64Size(value.B);
  if ("L" in value) return 3 + sum(value.L, element => 1 + valueSizeBytes(element));
  if ("M" in value) return 3 + Object.keys(value.M).length + itemSizeBytes(value.M);
  if ("SS" in value) return sum(value.SS, member => Buffer.byteLength(member));
  if ("NS" in value) return sum(value.NS, numberSizeBytes);
  if ("BS" in value) return sum(value.BS, base64Size);
  return 1;
}

function numberSizeBytes(text: string): number {
  const digits = canonicalNumber(text).replace(/^-|E.*$/g, "").length;
  return Math.ceil(digits / 2) + 1;
}

function sum<T>(members: readonly T[], sizeOf: (member: T) => number): number {
  return members.reduce((bytes, member) => bytes + sizeOf(member), 0);
}
