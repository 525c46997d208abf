import { DynError } from "../../errors.ts";
import { parsePlainItem } from "../../values/plain.ts";
import { toItem } from "../../values/typed.ts";
import { MovedItem } from "../transfer/moved-item.ts";
import type { SourceRecord } from "../transfer/source.ts";
import type { ColumnType } from "./csv-column.ts";
import type { InputFormat } from "./format.ts";
import { type Line, lines } from "./lines.ts";

export interface ReadOptions {
  /** Leaves out the first records without looking at what is in them. */
  readonly skip?: number;
  /** Types of a CSV's columns by name, as `--columns` gives them; they go before those of its header. */
  readonly columns?: ReadonlyMap<string, ColumnType>;
  /** Types of key attributes, for a CSV's columns that have none. */
  readonly keyTypes?: ReadonlyMap<string, ColumnType>;
}

/**
 * The records of a file in their order, in batches. What is no item comes as a BadRecord, whatever
 * is wrong with it; throws an "invalid" error only for a CSV's header that cannot be used.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  format: InputFormat,
  options: ReadOptions = {},
): AsyncGenerator<readonly SourceRecord[], void, undefined> {
  let skip = options.skip ?? 0;
  for await (const some of lines(chunks)) {
    const records: SourceRecord[] = [];
    for (const line of some) {
      if (line.text?.trim() === "") continue;
      if (skip > 0) skip -= 1;
      else records.push(toRecord(line, format));
    }
    if (records.length > 0) yield records;
  }
}

function toRecord({ text, bytes, line }: Line, format: InputFormat): SourceRecord {
  if (text === undefined) return { bytes, line, problem: "bytes that are not UTF-8" };
  try {
    return { item: itemOf(text, format), line };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { bytes, line, problem };
  }
}

function itemOf(text: string, format: InputFormat): MovedItem {
  if (format === "jsonl") return MovedItem.ofItem(parsePlainItem(text));
  if (format === "dynamodb-json") {
    const tree = JSON.parse(text) as { Item?: unknown };
    return MovedItem.ofItem(toItem(tree.Item ?? tree));
  }
  throw new DynError("failed", `${format} cannot be read yet`);
}
