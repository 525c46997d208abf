import type { Item } from "../../values/attribute.ts";
import type { ItemWriter, TextSink } from "./writer.ts";

/** One line an item: nothing before, between or after them. */
export function lineWriter(sink: TextSink, lineOf: (item: Item) => string): ItemWriter {
  return {
    write: items => sink.write(items.map(item => `${lineOf(item)}\n`).join("")),
    end: async () => {},
  };
}
