import type { Grouping } from "../output/items/groups.ts";
import type { Item } from "../values/attribute.ts";
import { plainText } from "../values/plain.ts";
import { keyTemplates } from "./key-template.ts";

/** Attributes that single-table designs, and the libraries for them, keep the kind of an item in. */
const commonNames = [
  "__edb_e__",
  "_et",
  "_type",
  "__typename",
  "EntityType",
  "entityType",
  "entity_type",
  "Entity",
  "entity",
  "Type",
  "type",
] as const;

/**
 * Items by their entity: by an attribute, else by a common one that every item has as text, else by
 * the template of the key.
 * @param keys the table's key attributes
 */
export function groupByEntity(
  items: readonly Item[],
  keys: readonly string[],
  asked: string | undefined,
): Grouping {
  const isText = (name: string) =>
    items.every(item => Object.hasOwn(item, name) && "S" in (item[name] ?? {}));
  const attribute = asked ?? (items.length > 0 ? commonNames.find(isText) : undefined);
  const names =
    attribute === undefined
      ? templatesOf(items, keys)
      : items.map(item => textOf(item, attribute) ?? `no ${attribute}`);
  const groups = new Map<string, Item[]>();
  for (const [at, item] of items.entries()) {
    const name = names[at] ?? "";
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return {
    attribute,
    groups: [...groups].map(([entity, members]) => ({ entity, items: members })),
  };
}

function templatesOf(items: readonly Item[], keys: readonly string[]): string[] {
  const columns = keys.map(key =>
    keyTemplates(items.map(item => (Object.hasOwn(item, key) ? item[key] : undefined))),
  );
  return items.map((_, at) => columns.map(column => column[at]).join(" / "));
}

function textOf(item: Item, name: string): string | undefined {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  if (value === undefined) return undefined;
  return "S" in value ? value.S || undefined : plainText(value);
}
