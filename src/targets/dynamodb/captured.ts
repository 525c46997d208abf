import type { ReplyBody } from "../../dynamodb/client.ts";
import { ExactNumber, type TemplateValue } from "../../template/scope.ts";
import type { AttributeValue, Item } from "../../values/attribute.ts";
import { canonicalNumber } from "../../values/number.ts";

/** An item that was read, for the templates of what follows; null when there was none. */
export function capturedItem(item: unknown): TemplateValue {
  return typeof item === "object" && item !== null ? mapOf(item as Item) : null;
}

/** A list of items that were read. */
export function capturedItems(items: unknown): readonly TemplateValue[] {
  return Array.isArray(items) ? items.map(capturedItem) : [];
}

export function itemIn(body: ReplyBody): TemplateValue {
  return capturedItem(body.member("Item"));
}

/** A map, where an attribute called `__proto__` is one like any other. */
function mapOf(item: Item): ReadonlyMap<string, TemplateValue> {
  return new Map(Object.entries(item).map(([name, value]) => [name, nativeOf(value)]));
}

function nativeOf(value: AttributeValue): TemplateValue {
  if ("S" in value) return value.S;
  if ("N" in value) return numberOf(value.N);
  if ("BOOL" in value) return value.BOOL;
  if ("NULL" in value) return null;
  if ("M" in value) return mapOf(value.M);
  if ("L" in value) return value.L.map(nativeOf);
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
