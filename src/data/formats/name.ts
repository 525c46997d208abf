import type { InputFormat } from "./format.ts";

const byEnding: readonly (readonly [string, InputFormat])[] = [
  [".dead-letter.jsonl", "dead-letter"],
  [".jsonl", "jsonl"],
  [".ndjson", "jsonl"],
  [".csv", "csv"],
  [".dynamodb.json", "dynamodb-json"],
];

/** The format that a file's name tells, whatever it is compressed with; undefined when its content has to. */
export function formatOf(fileName: string): InputFormat | undefined {
  const name = fileName.toLowerCase().replace(/\.(gz|zst)$/, "");
  return byEnding.find(([ending]) => name.endsWith(ending))?.[1];
}
