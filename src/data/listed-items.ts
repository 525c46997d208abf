import { DynError } from "../errors.ts";
import type { Scope } from "../template/scope.ts";
import type { ItemTemplate, ValueTemplate } from "../template/template.ts";
import { type AttributeValue, attributeOf, emptyItem, type Item } from "../values/attribute.ts";

/** Items that are there already, at least one, where a template is wanted: each has its index. */
export function listedItems(items: readonly Item[]): ItemTemplate {
  const itemOf = ({ index }: Scope) => items[index] ?? emptyItem();
  const names = Object.keys(items[0] ?? {});
  return {
    attributes: new Map(names.map(name => [name, listedValues(items, name)])),
    toItem: itemOf,
    toWire: scope => JSON.stringify(itemOf(scope)),
    select: selected => listedItems(items.map((item, at) => partOf(item, selected, at))),
  };
}

function listedValues(items: readonly Item[], name: string): ValueTemplate {
  const listed = ({ index }: Scope) => valueIn(items[index] ?? emptyItem(), name, index);
  return {
    constant: undefined,
    timeless: true,
    variables: new Set(["index"]),
    // Nothing computes with values of items that are only written.
    evaluate: () => {
      throw new TypeError(`${name} is the value of a listed item`);
    },
    toAttributeValue: listed,
    toWire: scope => JSON.stringify(listed(scope)),
  };
}

function partOf(item: Item, names: readonly string[], at: number): Item {
  const part = emptyItem();
  for (const name of names) part[name] = valueIn(item, name, at);
  return part;
}

function valueIn(item: Item, name: string, at: number): AttributeValue {
  const value = attributeOf(item, name);
  if (value !== undefined) return value;
  throw new DynError("invalid", `item ${at} has no attribute ${JSON.stringify(name)}`, {
    hint: `it has ${Object.keys(item).join(", ")}`,
  });
}
