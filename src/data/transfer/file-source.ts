import type { InputFile } from "../formats/input-files.ts";
import type { ReadOptions } from "../formats/read.ts";
import type { Chunk, Position, Source } from "./source.ts";

/** Where the lane of a file source is: so many records of this file, and all of those before it. */
interface Place {
  readonly file: number;
  readonly records: number;
}

/** Few, so that little is done again after an interruption, however short the records are. */
const fewRecords = 100;

export interface FileSourceOptions extends Omit<ReadOptions, "skip"> {
  /** Told of the bytes taken from the disk, as they come. */
  readonly onBytes?: (count: number) => void;
  /** Records that are given at a time, at most; 100 unless told. */
  readonly chunkRecords?: number;
}

/** Files one after the other: one lane. */
export function fileSource(files: readonly InputFile[], options: FileSourceOptions = {}): Source {
  const { chunkRecords = fewRecords } = options;
  async function* read(
    lane: number,
    position: Position | undefined,
  ): AsyncGenerator<Chunk, void, undefined> {
    const from = (position ?? { file: 0, records: 0 }) as unknown as Place;
    for (const [at, file] of files.entries()) {
      if (at < from.file) {
        options.onBytes?.(file.sizeBytes ?? 0);
        continue;
      }
      let done = at === from.file ? from.records : 0;
      const { name, format } = file;
      for await (const batch of file.records({ ...options, skip: done })) {
        for (let start = 0; start < batch.length; start += chunkRecords) {
          const records = batch.slice(start, start + chunkRecords);
          done += records.length;
          const next = { file: at, records: done };
          yield { lane, file: name, format, records, next, readUnits: 0 };
        }
      }
    }
  }
  return { lanes: 1, read };
}
