import type { AttributeValue, Item } from "../values/attribute.ts";

/**
 * A text that two items share exactly when they have the same key: numbers count by value, since
 * the service may write `1.0` as `1`. Undefined when the item lacks a key attribute.
 */
export function keyText(item: Item, keyAttributes: readonly string[]): string | undefined {
  const parts: string[] = [];
  for (const name of keyAttributes) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined) return undefined;
    parts.push("N" in value ? `N${canonicalNumber(value.N)}` : JSON.stringify(value));
  }
  return JSON.stringify(parts);
}

/** The key attributes of an item; undefined when one is missing. */
export function keyOf(item: Item, keyAttributes: readonly string[]): Item | undefined {
  const key: Record<string, AttributeValue> = Object.create(null);
  for (const name of keyAttributes) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined) return undefined;
    key[name] = value;
  }
  return key;
}

/** `-12.50e3` → `-125e2`: digits without zeros at either end, and a power of ten. */
function canonicalNumber(text: string): string {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?\s*$/i.exec(text);
  if (match === null) return text;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return "0";
  const significant = digits.replace(/0+$/, "");
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === "-" ? "-" : ""}${significant}e${power}`;
}
