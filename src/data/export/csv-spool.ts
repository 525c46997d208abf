import { createReadStream } from "node:fs";
import type { CsvColumn } from "../formats/csv-column.ts";
import { readRecords } from "../formats/read.ts";
import { encoder } from "../formats/write.ts";
import type { MovedItem } from "../transfer/moved-item.ts";
import { isBad } from "../transfer/source.ts";
import type { CsvShape } from "./csv-shape.ts";
import { FileOutput, type FileOutputOptions } from "./file-output.ts";
import type { Output, WrittenFile } from "./output.ts";
import { partPath } from "./part-file.ts";

export interface CsvSpoolOptions {
  /** Where items wait until all columns are known; the file is gone afterwards. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly shape: CsvShape;
  /** Where they go then. */
  readonly output: (columns: readonly CsvColumn[]) => Output;
}

/**
 * Keeps items in a file until the last one has come, because a CSV begins with the names of all
 * attributes that any of them has.
 */
export class CsvSpool implements Output {
  readonly #options: CsvSpoolOptions;
  readonly #spool: FileOutput;

  private constructor(options: CsvSpoolOptions, spool: FileOutput) {
    this.#options = options;
    this.#spool = spool;
  }

  /** @param files what an earlier run has flushed */
  static async open(
    options: CsvSpoolOptions,
    files: readonly WrittenFile[] = [],
  ): Promise<CsvSpool> {
    const own: FileOutputOptions = {
      pathOf: () => options.path,
      nameOf: () => options.path,
      encoder: encoder("dynamodb-json"),
      compression: "none",
    };
    const spool = files.length > 0 ? await FileOutput.resume(own, files) : new FileOutput(own);
    return new CsvSpool(options, spool);
  }

  write(items: readonly MovedItem[]): Promise<void> {
    return this.#spool.write(items);
  }

  flush(): Promise<readonly WrittenFile[]> {
    return this.#spool.flush();
  }

  async finish(): Promise<readonly WrittenFile[]> {
    const { shape, output: outputOf } = this.#options;
    await this.#spool.flush();
    for await (const items of this.#items()) for (const { item } of items) shape.look(item);
    const output = outputOf(shape.columns());
    try {
      for await (const items of this.#items()) await output.write(items);
      return await output.finish();
    } catch (error) {
      await output.close(false);
      throw error;
    }
  }

  /** The spool stays until then: who is killed before finishes once more. */
  close(keep: boolean): Promise<void> {
    return this.#spool.close(keep);
  }

  async *#items(): AsyncGenerator<readonly MovedItem[], void, undefined> {
    const { path, signal } = this.#options;
    const chunks = createReadStream(partPath(path), { signal });
    for await (const records of readRecords(chunks, "dynamodb-json")) {
      yield records.flatMap(record => (isBad(record) ? [] : [record.item]));
    }
  }
}
