import type { TableSchema } from "../../schema/schema.ts";
import { type AttributeValue, emptyItem, type Item } from "../../values/attribute.ts";
import { itemText } from "../../values/plain.ts";
import type { PageAnswer } from "../ask.ts";
import type { FreshAnswer } from "../cache.ts";
import type { MediaType } from "../reads.ts";

/**
 * Writes items: the key first, then all else by name, in maps too, so that the same item is always
 * the same text. DynamoDB gives a map's members in any order.
 */
export type ItemPrinter = (item: Item) => string;

export function itemPrinter(media: MediaType, { key }: Pick<TableSchema, "key">): ItemPrinter {
  const first = [...key.partition, ...key.sort].map(({ name }) => name);
  const text = media === "application/vnd.dyn.dynamodb+json" ? JSON.stringify : itemText;
  return item => text(ordered(item, first));
}

function ordered(item: Item, first: readonly string[]): Item {
  const keys = first.filter(name => Object.hasOwn(item, name));
  const others = Object.keys(item).filter(name => !keys.includes(name));
  const inOrder = emptyItem();
  for (const name of [...keys, ...others.sort()]) {
    const value = item[name];
    if (value !== undefined) inOrder[name] = orderedValue(value);
  }
  return inOrder;
}

function orderedValue(value: AttributeValue): AttributeValue {
  if ("M" in value) return { M: ordered(value.M, []) };
  return "L" in value ? { L: value.L.map(orderedValue) } : value;
}

/** What a page's body has, or, where that is items alone, headers. */
export function pageText(
  { items, count, scannedCount, consumed, total }: PageAnswer,
  nextToken: string | null,
  print: ItemPrinter,
  media: MediaType,
): Pick<FreshAnswer, "body" | "headers"> {
  if (media === "application/x-ndjson") {
    const headers = {
      "Dyn-Count": String(count),
      "Dyn-Scanned-Count": String(scannedCount),
      ...(nextToken !== null && { "Dyn-Next-Token": nextToken }),
      ...(total && {
        "Dyn-Total": String(total.count),
        "Dyn-Total-Is-Lower-Bound": String(total.isLowerBound),
      }),
    };
    return { body: linesOf(items, print), headers };
  }
  const rest = JSON.stringify({
    count,
    scannedCount,
    nextToken,
    ...(total && { total: total.count, totalIsLowerBound: total.isLowerBound }),
    consumedCapacity: consumed,
  });
  return { body: `{"items":[${items.map(print).join(",")}],${rest.slice(1)}` };
}

/** An item a line. */
export function linesOf(items: readonly Item[], print: ItemPrinter): string {
  return items.map(item => `${print(item)}\n`).join("");
}
