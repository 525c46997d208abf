import type { AttributeValue, Item } from "./attribute.ts";
import { canonicalNumber } from "./number.ts";
import { quoted } from "./text.ts";

/** One text for all items that are the same to DynamoDB, and another for any other. */
export function canonicalItem(item: Item): string {
  const members = Object.keys(item)
    .sort()
    .map(name => {
      const value = item[name];
      return value === undefined ? "" : `${quoted(name)}:${canonicalValue(value)}`;
    });
  return `{${members.join(",")}}`;
}

/** The same for a value. */
export function canonicalValue(value: AttributeValue): string {
  if ("S" in value) return quoted(value.S);
  if ("N" in value) return canonicalNumber(value.N);
  if ("BOOL" in value) return value.BOOL ? "true" : "false";
  if ("NULL" in value) return "null";
  if ("B" in value) return `b${value.B}`;
  if ("M" in value) return canonicalItem(value.M);
  if ("L" in value) return `[${value.L.map(canonicalValue).join(",")}]`;
  if ("SS" in value) return `s${members(value.SS.map(quoted))}`;
  if ("NS" in value) return `n${members(value.NS.map(canonicalNumber))}`;
  return `x${members(value.BS)}`;
}

function members(texts: readonly string[]): string {
  return `<${[...new Set(texts)].sort().join(",")}>`;
}
