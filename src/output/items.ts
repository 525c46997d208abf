import type { Item } from "../values/attribute.ts";
import { itemText } from "../values/plain.ts";
import type { Format } from "./format.ts";
import { csvWriter } from "./items/csv.ts";
import { jsonWriter } from "./items/json.ts";
import { lineWriter } from "./items/lines.ts";
import { ordered, orderedText } from "./items/order.ts";
import { cardText, tableWriter } from "./items/table.ts";
import { guarded } from "./items/terminal.ts";
import type { ItemWriter, TextSink } from "./items/writer.ts";
import { yamlItem, yamlWriter } from "./items/yaml.ts";
import type { Paint } from "./paint.ts";

export type { ItemTrailer, ItemWriter, TextSink } from "./items/writer.ts";

export interface ItemsOptions {
  /** Key attributes, which stand first where order is ours to choose. */
  readonly keys: readonly string[];
  /** Top-level attributes that the user selected, which are then the columns. */
  readonly columns?: readonly string[] | undefined;
  /** The attribute that items expire by, if any. */
  readonly ttl?: string | undefined;
  /** Items that may be held back to find out the columns of a table or of CSV; 1,000 unless told. */
  readonly windowItems?: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly paint: Paint;
}

/** A writer of items in a format. On a terminal no format lets data steer it. */
export function itemWriter(format: Format, sink: TextSink, options: ItemsOptions): ItemWriter {
  const safe = guarded(sink);
  const columns = { windowItems: 1000, ...options };
  switch (format) {
    case "table":
      return tableWriter(sink, columns);
    case "csv":
      return csvWriter(safe, columns);
    case "json":
      return jsonWriter(safe, item => orderedText(item, options.keys));
    case "jsonl":
      return lineWriter(safe, item => orderedText(item, options.keys));
    case "yaml":
      return yamlWriter(safe, item => ordered(item, options.keys));
    case "dynamodb-json":
      return lineWriter(safe, item => `{"Item":${JSON.stringify(ordered(item, options.keys))}}`);
    default:
      return format satisfies never;
  }
}

/** One item by itself: JSON and YAML give the item, not a document around it. */
export async function writeItem(
  item: Item,
  format: Format,
  sink: TextSink,
  options: ItemsOptions,
): Promise<void> {
  const safe = guarded(sink);
  if (format === "table") {
    return sink.write(cardText(item, options.keys, sink.columns, options));
  }
  const inOrder = ordered(item, options.keys);
  if (format === "json") return safe.write(`${itemText(inOrder, { indent: 2 })}\n`);
  if (format === "yaml") return safe.write(`${yamlItem(inOrder)}\n`);
  const writer = itemWriter(format, sink, options);
  await writer.write([item]);
  await writer.end({ count: 1, scannedCount: 1, nextToken: null, consumedCapacity: null });
}
