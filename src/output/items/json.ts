import type { Item } from "../../values/attribute.ts";
import { type ItemTrailer, type ItemWriter, membersOf, type TextSink } from "./writer.ts";

/** The document `{"items": […], "count", "scannedCount", "nextToken", "consumedCapacity"}`, an item a line. */
export function jsonWriter(sink: TextSink, textOf: (item: Item) => string): ItemWriter {
  let written = 0;
  return {
    write: async items => {
      if (items.length === 0) return;
      const start = written === 0 ? '{\n  "items": [' : ",";
      written += items.length;
      await sink.write(`${start}${items.map(item => `\n    ${textOf(item)}`).join(",")}`);
    },
    end: trailer =>
      sink.write(`${written === 0 ? '{\n  "items": [' : "\n  "}],\n${linesOf(trailer)}\n}\n`),
  };
}

function linesOf(trailer: ItemTrailer): string {
  return membersOf(trailer)
    .map(([name, value]) => `  "${name}": ${JSON.stringify(value)}`)
    .join(",\n");
}
