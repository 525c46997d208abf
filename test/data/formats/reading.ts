import type { InputFormat } from "../../../src/data/formats/format.ts";
import { type ReadOptions, readRecords } from "../../../src/data/formats/read.ts";
import { isBad, type SourceRecord } from "../../../src/data/transfer/source.ts";
import { itemText } from "../../../src/values/plain.ts";

export async function* inChunks(content: string | Uint8Array, size = 7) {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function recordsOf(
  content: string | Uint8Array,
  format: InputFormat,
  options: ReadOptions & { readonly size?: number } = {},
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const some of readRecords(inChunks(content, options.size), format, options)) {
    records.push(...some);
  }
  return records;
}

/** A record a line: `3 {"Id":"a"}`, or `4 ! what is wrong <its bytes>`. */
export async function shown(...args: Parameters<typeof recordsOf>): Promise<string[]> {
  return (await recordsOf(...args)).map(record =>
    isBad(record)
      ? `${record.line} ! ${record.problem} <${Buffer.from(record.bytes).toString("latin1")}>`
      : `${record.line} ${itemText(record.item.item)}`,
  );
}
