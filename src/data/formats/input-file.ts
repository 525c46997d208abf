import { createHash } from "node:crypto";
import { DynError } from "../../errors.ts";
import type { SourceRecord } from "../transfer/source.ts";
import { decompressed } from "./compression.ts";
import type { Compression, InputFormat } from "./format.ts";
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

export interface InputFileOptions {
  readonly name: string;
  readonly format: InputFormat;
  readonly compression: Compression;
  readonly sizeBytes?: number;
  /** Its bytes, from its beginning. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** What an export's manifest says of it. */
  readonly expected?: { readonly items: number; readonly md5: string };
}

export function toInputFile(options: InputFileOptions): InputFile {
  const { name, format, compression, sizeBytes, open, expected } = options;
  return {
    name,
    format,
    ...(sizeBytes !== undefined && { sizeBytes }),
    records: async function* ({ onBytes, ...read } = {}) {
      const hash = createHash("md5");
      let count = read.skip ?? 0;
      let readBytes = 0;
      async function* watched() {
        for await (const chunk of open()) {
          onBytes?.(chunk.length);
          readBytes += chunk.length;
          if (expected !== undefined) hash.update(chunk);
          yield chunk;
        }
      }
      // AWS has a file for each partition, of no bytes where there are no items.
      const isNothing = sizeBytes === 0 && expected !== undefined;
      const chunks = isNothing ? watched() : decompressed(watched(), compression);
      try {
        for await (const records of readRecords(chunks, format, read)) {
          count += records.length;
          yield records;
        }
      } catch (error) {
        throw broken(error, name, count);
      }
      if (sizeBytes !== undefined && readBytes < sizeBytes) throw shrunk(name, count);
      const wrong = expected && unlike(expected, count, hash.digest("base64"));
      if (wrong) throw notAsListed(name, wrong);
    },
  };
}

function unlike(
  expected: { readonly items: number; readonly md5: string },
  items: number,
  md5: string,
): string | undefined {
  if (md5 !== expected.md5) return "its MD5 is another";
  if (items === expected.items) return undefined;
  return `it has ${items} items, not ${expected.items}`;
}

/** What was cut off was never read: to go on would lose it without a word. */
function shrunk(name: string, count: number): DynError {
  return new DynError("failed", `${name} was cut while it was read, after ${count} records`, {
    hint: "import it again once nobody writes to it",
  });
}

function notAsListed(name: string, problem: string): DynError {
  return new DynError("invalid", `${name} is not what its manifest says: ${problem}`, {
    hint: "fetch it again, then run the same command",
  });
}

function broken(error: unknown, name: string, count: number): DynError {
  const message = error instanceof Error ? error.message : String(error);
  const where = `${name}${count === 0 ? "" : `, after ${count} records`}`;
  const { kind, hint } =
    error instanceof DynError ? error : { kind: "failed" as const, hint: undefined };
  return new DynError(kind, `${where}: ${message}`, { hint, cause: error });
}
