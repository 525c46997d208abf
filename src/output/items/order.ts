import { emptyItem, type Item } from "../../values/attribute.ts";

/** An item's names, the keys first and the others by name: the service gives them in no order. */
export function orderedNames(item: Item, keys: readonly string[]): string[] {
  const first = keys.filter(key => Object.hasOwn(item, key));
  const others = Object.keys(item).filter(name => !keys.includes(name));
  return [...first, ...others.sort()];
}

/** The same item with its names in that order. */
export function ordered(item: Item, keys: readonly string[]): Item {
  const copy = emptyItem();
  for (const name of orderedNames(item, keys)) {
    const value = item[name];
    if (value !== undefined) copy[name] = value;
  }
  return copy;
}
