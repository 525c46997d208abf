import type { InputFile } from "../formats/input-files.ts";
import type { ReadOptions } from "../formats/read.ts";
import type { Chunk, Position, Source } from "./source.ts";

/** Where the lane of a file source is: so many records of this file, and all of those before it. */
interface Place {
  readonly file: number;
  readonly records: number;
}

export interface FileSourceOptions extends Omit<ReadOptions, "skip"> {
  /** Told of the bytes taken from the disk, as they come. */
  readonly onBytes?: (count: number) => void;
}

/** Files one after the other: one lane. */
export function fileSource(files: readonly InputFile[], options: FileSourceOptions = {}): Source {
  async function* read(
    lane: number,
    from: Position | undefined,
  ): AsyncGenerator<Chunk, void, undefined> {
    const start = (from ?? { file: 0, records: 0 }) as unknown as Place;
    for (const [at, file] of files.entries()) {
      if (at < start.file) {
        options.onBytes?.(file.sizeBytes ?? 0);
        continue;
      }
      let done = at === start.file ? start.records : 0;
      const { name, format } = file;
      for await (const records of file.records({ ...options, skip: done })) {
        done += records.length;
        yield {
          lane,
          file: name,
          format,
          records,
          next: { file: at, records: done },
          readUnits: 0,
        };
      }
    }
  }
  return { lanes: 1, read };
}
