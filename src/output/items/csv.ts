import { DynError } from "../../errors.ts";
import type { AttributeValue, Item } from "../../values/attribute.ts";
import { plainText } from "../../values/plain.ts";
import { itemSizeBytes } from "../../values/size.ts";
import { csvCell } from "../document.ts";
import type { ItemWriter, TextSink } from "./writer.ts";

export interface CsvOptions {
  /** The first columns. */
  readonly keys: readonly string[];
  /** All columns, when the user named them; else they are those of the items in the window. */
  readonly columns?: readonly string[] | undefined;
  /** Items to look at before the header is written. */
  readonly windowItems: number;
}

const windowBytes = 8 * 1024 * 1024;

/**
 * RFC 4180: a header, CRLF, quotes where needed. Text stands as it is, every other value as its
 * plain JSON; an absent attribute is empty and an empty string is `""`. Attributes that first appear
 * after the window have no column: `end` throws a "partial" error that names them.
 */
export function csvWriter(sink: TextSink, options: CsvOptions): ItemWriter {
  let header = options.columns;
  let headerWritten = false;
  let waiting: Item[] = [];
  let waitingBytes = 0;
  const left = new Map<string, number>();

  const flush = async () => {
    header ??= columnsOf(waiting, options.keys);
    const columns = header;
    const known = new Set(columns);
    const lines = waiting.map(item => lineOf(item, columns));
    for (const name of waiting.flatMap(item => Object.keys(item))) {
      if (!known.has(name)) left.set(name, (left.get(name) ?? 0) + 1);
    }
    if (!headerWritten) lines.unshift(`${columns.map(csvCell).join(",")}\r\n`);
    headerWritten = true;
    waiting = [];
    await sink.write(lines.join(""));
  };

  return {
    write: async items => {
      waiting = waiting.concat(items);
      if (header === undefined) {
        for (const item of items) waitingBytes += itemSizeBytes(item);
        if (waiting.length < options.windowItems && waitingBytes < windowBytes) return;
      }
      await flush();
    },
    end: async () => {
      await flush();
      if (left.size > 0) throw leftOut(left);
    },
  };
}

function columnsOf(items: readonly Item[], keys: readonly string[]): string[] {
  const others = new Set(items.flatMap(item => Object.keys(item)));
  return [...keys, ...[...others].filter(name => !keys.includes(name)).sort()];
}

function lineOf(item: Item, columns: readonly string[]): string {
  return `${columns.map(name => cell(Object.hasOwn(item, name) ? item[name] : undefined)).join(",")}\r\n`;
}

function cell(value: AttributeValue | undefined): string {
  if (value === undefined) return "";
  if ("S" in value) return value.S === "" ? '""' : csvCell(value.S);
  return csvCell(plainText(value));
}

function leftOut(left: ReadonlyMap<string, number>): DynError {
  const names = [...left].map(([name, count]) => `${JSON.stringify(name)} (${count} items)`);
  return new DynError(
    "partial",
    `the CSV lacks attributes that appeared after its header was written: ${names.join(", ")}`,
    { hint: "name every column with --select, or use -o jsonl, which needs no header" },
  );
}
