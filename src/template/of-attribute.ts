import type { AttributeValue, Item } from "../values/attribute.ts";
import { canonicalNumber } from "../values/number.ts";
import { ExactNumber, type TemplateValue } from "./scope.ts";

/** An item that was read as a map, where an attribute called `__proto__` is one like any other. */
export function templateMapOf(item: Item): ReadonlyMap<string, TemplateValue> {
  return new Map(Object.entries(item).map(([name, value]) => [name, templateValueOf(value)]));
}

/** An attribute that was read, for templates; a set becomes a list. */
export function templateValueOf(value: AttributeValue): TemplateValue {
  if ("S" in value) return value.S;
  if ("N" in value) return numberOf(value.N);
  if ("BOOL" in value) return value.BOOL;
  if ("NULL" in value) return null;
  if ("M" in value) return templateMapOf(value.M);
  if ("L" in value) return value.L.map(templateValueOf);
  if ("B" in value) return bytesOf(value.B);
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS.map(numberOf);
  return value.BS.map(bytesOf);
}

/** A number where that keeps every digit, else the digits. */
function numberOf(text: string): TemplateValue {
  const number = Number(text);
  const safe = Number.isSafeInteger(number) || !Number.isInteger(number);
  if (!safe || !Number.isFinite(number)) return new ExactNumber(text);
  const written = String(number);
  const exact = written === text || canonicalNumber(written) === canonicalNumber(text);
  return exact ? number : new ExactNumber(text);
}

function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, "base64");
}
