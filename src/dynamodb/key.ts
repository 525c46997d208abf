import type { AttributeValue, Item } from "../values/attribute.ts";
import { canonicalNumber } from "../values/number.ts";

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
