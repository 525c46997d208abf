import type { TableSchema } from "../../schema/schema.ts";
import { attributeOf, emptyItem, type Item } from "../../values/attribute.ts";
import { itemText } from "../../values/plain.ts";

/** The most keys that a result names. */
export const mostKeys = 10;

export function keyNamesOf({ key }: TableSchema): readonly string[] {
  return [...key.partition, ...key.sort].map(({ name }) => name);
}

/** The key of an item as plain JSON. */
export function keyText(item: Item, keyNames: readonly string[]): string {
  const key = emptyItem();
  for (const name of keyNames) {
    const value = attributeOf(item, name);
    if (value !== undefined) key[name] = value;
  }
  return itemText(key);
}

/** Counts items that fail a check, and keeps the first few keys. */
export class FailingKeys {
  readonly #keyNames: readonly string[];
  readonly #texts: string[] = [];
  #count = 0;

  constructor(keyNames: readonly string[]) {
    this.#keyNames = keyNames;
  }

  get count(): number {
    return this.#count;
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  add(item: Item): void {
    this.#count += 1;
    if (this.#texts.length < mostKeys) this.#texts.push(keyText(item, this.#keyNames));
  }
}
