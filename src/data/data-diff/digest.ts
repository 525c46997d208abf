import { hash } from "node:crypto";
import { emptyItem, type Item } from "../../values/attribute.ts";
import { canonicalItem } from "../../values/canonical.ts";
import { canonicalNumber } from "../../values/number.ts";

/** 132 bits of SHA-256, as base64: the same for items that are equal to DynamoDB, and else not, for all we shall ever see. */
export function digestOf(item: Item): string {
  return hash("sha256", canonicalItem(item), "base64").slice(0, 22);
}

/** A key as JSON text that is the same however the service writes its numbers. */
export function normalKey(item: Item, keyAttributes: readonly string[]): string {
  const key = emptyItem();
  for (const name of keyAttributes) {
    const value = item[name];
    if (value !== undefined) {
      key[name] = "N" in value ? { N: canonicalNumber(value.N) } : value;
    }
  }
  return JSON.stringify(key);
}

/** The item without the attributes that do not matter; itself when it has none of them. */
export function without(item: Item, ignored: ReadonlySet<string>): Item {
  if (ignored.size === 0 || !Object.keys(item).some(name => ignored.has(name))) return item;
  const rest = emptyItem();
  for (const [name, value] of Object.entries(item)) if (!ignored.has(name)) rest[name] = value;
  return rest;
}
