import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { DynError } from "../../errors.ts";
import type { SourceRecord } from "../transfer/source.ts";
import { compressionOf, decompressed } from "./compression.ts";
import type { InputFormat } from "./format.ts";
import { formatOf } from "./name.ts";
import { type ReadOptions, readRecords } from "./read.ts";

/** A file of items that is to be read. */
export interface InputFile {
  /** As the user knows it. */
  readonly name: string;
  readonly format: InputFormat;
  /** As it lies on the disk; undefined for stdin. */
  readonly sizeBytes?: number;
  /**
   * Its records, from its beginning. Throws a DynError that names the file and how many records came
   * before, when it cannot be read to its end or is not what its export's manifest says.
   * @param onBytes is told the bytes taken from the disk, as they come
   */
  records(
    options?: ReadOptions & { readonly onBytes?: (count: number) => void },
  ): AsyncGenerator<readonly SourceRecord[], void, undefined>;
}

export interface InputFilesOptions {
  /** What relative paths and globs start from. */
  readonly cwd: string;
  /** What `-` reads. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** As `--format` says; absent: by each file's name, else by its first bytes. */
  readonly format?: InputFormat | undefined;
}

/**
 * The files that words name: paths, globs, directories of AWS exports or their manifest-summary.json,
 * and `-`. Throws a "usage" or "invalid" error for what cannot be found, told or trusted.
 */
export async function inputFiles(
  words: readonly string[],
  options: InputFilesOptions,
): Promise<readonly InputFile[]> {
  return Promise.all(words.map(word => inputFile(word, options)));
}

async function inputFile(word: string, options: InputFilesOptions): Promise<InputFile> {
  const format = options.format ?? formatOf(word);
  if (format === undefined) throw new DynError("usage", `${word}: name its format with --format`);
  const path = resolve(options.cwd, word);
  const sizeBytes = word === "-" ? undefined : (await stat(path)).size;
  return {
    name: word === "-" ? "stdin" : word,
    format,
    ...(sizeBytes !== undefined && { sizeBytes }),
    records: read => {
      const chunks = word === "-" ? options.stdin : createReadStream(path);
      return readRecords(decompressed(chunks, compressionOf(word)), format, read);
    },
  };
}
