import { MovedItem } from "../transfer/moved-item.ts";
import type { SourceRecord } from "../transfer/source.ts";
import { checkedItemText } from "./checked-typed.ts";
import { CsvReader, type CsvReadOptions } from "./csv-read.ts";
import { deadContent } from "./dead-letter-line.ts";
import type { InputFormat } from "./format.ts";
import { bytesOf, type Line, lines } from "./lines.ts";
import { plainItem, plainItemOf } from "./plain-item.ts";
import { problemOf } from "./problem.ts";

export interface ReadOptions extends CsvReadOptions {
  /** Leaves out the first records without looking at what is in them. */
  readonly skip?: number;
  /** Reads the records of a CSV in another way, such as without looking into their cells. */
  readonly csv?: () => Reader;
}

/**
 * The records of a file in their order, in batches. What is no item comes as a BadRecord, whatever
 * is wrong with it; throws a DynError only for a CSV's header that cannot be used.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  format: InputFormat,
  options: ReadOptions = {},
): AsyncGenerator<readonly SourceRecord[], void, undefined> {
  const reader = format === "csv" ? csvReader(options) : lineReader(format, options);
  for await (const some of lines(chunks)) {
    const records = reader.push(some);
    if (records.length > 0) yield records;
  }
  const last = reader.end();
  if (last.length > 0) yield last;
}

/** Makes records of lines. */
export interface Reader {
  push(lines: readonly Line[]): readonly SourceRecord[];
  end(): readonly SourceRecord[];
}

/** A CSV's records are told apart by their cells, so that those left out are read as well. */
function csvReader(options: ReadOptions): Reader {
  const reader = options.csv?.() ?? new CsvReader(options);
  let skip = options.skip ?? 0;
  const after = (records: readonly SourceRecord[]) => {
    const left = records.slice(skip);
    skip = Math.max(0, skip - records.length);
    return left;
  };
  return { push: some => after(reader.push(some)), end: () => after(reader.end()) };
}

function lineReader(format: Exclude<InputFormat, "csv">, options: ReadOptions): Reader {
  let skip = options.skip ?? 0;
  return {
    push: some => {
      const records: SourceRecord[] = [];
      for (const line of some) {
        if (isBlank(line)) continue;
        if (skip > 0) skip -= 1;
        else records.push(toRecord(line, format));
      }
      return records;
    },
    end: () => [],
  };
}

function isBlank(line: Line): boolean {
  const { block, start, end } = line;
  if (start < end && (block[start] ?? 0) > 32) return false;
  return line.text?.trim() === "";
}

function toRecord(line: Line, format: Exclude<InputFormat, "csv">): SourceRecord {
  const bad = (problem: string) => ({ bytes: bytesOf(line), line: line.line, problem });
  if (line.problem !== undefined) return bad(line.problem);
  try {
    const item = format === "jsonl" ? plainItem(line) : itemOf(line.text ?? "", format);
    return { item, line: line.line };
  } catch (error) {
    return bad(problemOf(error));
  }
}

function itemOf(text: string, format: InputFormat): MovedItem {
  switch (format) {
    case "jsonl":
      return plainItemOf(text);
    case "dynamodb-json":
      return MovedItem.ofText(checkedItemText(text));
    case "dead-letter": {
      const content = deadContent(text);
      return content instanceof MovedItem ? content : itemOf(content.text, content.format);
    }
    case "csv":
      throw new SyntaxError("a record of a CSV without its header; put it below one, into a file");
  }
}
