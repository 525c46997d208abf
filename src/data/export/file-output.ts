import { rm } from "node:fs/promises";
import { compressedFrame } from "../formats/compression.ts";
import type { Compression } from "../formats/format.ts";
import type { Encoder } from "../formats/write.ts";
import type { MovedItem } from "../transfer/moved-item.ts";
import type { Output, WrittenFile } from "./output.ts";
import { giveName, PartFile, partPath } from "./part-file.ts";
import { type ExportState, isWhole } from "./state.ts";

export interface FileOutputOptions {
  /** The path of the n-th file, from 1; only the first is asked for without `splitBytes`. */
  readonly pathOf: (n: number) => string;
  /** The same as the user knows it. */
  readonly nameOf: (n: number) => string;
  readonly encoder: Encoder;
  readonly compression: Compression;
  /** What a file has at most, an item that is larger aside. */
  readonly splitBytes?: number | undefined;
  /** Called when the files have their names. */
  readonly onNamed?: (files: readonly WrittenFile[]) => Promise<void>;
}

/** Text that is compressed and written as one: enough for both to be worth while. */
const frameLength = 512 * 1024;
/** Frames that are compressed or written at the same time. */
const mostUnderWay = 3;

interface Frame {
  readonly bytes: Promise<Buffer>;
  readonly items: number;
}

/**
 * Files of items, written in frames that are whole in themselves, so that a file can be cut behind
 * any of them. Each file has a name of its own only when all are whole.
 */
export class FileOutput implements Output {
  readonly #options: FileOutputOptions;
  readonly #frameLength: number;
  readonly #done: WrittenFile[] = [];
  #file: PartFile | undefined;
  #items = 0;
  #text = "";
  #textItems = 0;
  #underWay = 0;
  /** All that was handed in so far has been appended. */
  #appended: Promise<void> = Promise.resolve();

  constructor(options: FileOutputOptions) {
    const { splitBytes = Number.POSITIVE_INFINITY } = options;
    this.#options = options;
    this.#frameLength = Math.min(frameLength, splitBytes / 8);
  }

  /** Goes on behind what an earlier run had flushed. Throws a "failed" error when it is not there. */
  static async resume(
    options: FileOutputOptions,
    files: readonly WrittenFile[],
  ): Promise<FileOutput> {
    const output = new FileOutput(options);
    for (const [at, { items, bytes, name }] of files.entries()) {
      const file = await PartFile.reopen(options.pathOf(at + 1), name, bytes);
      if (at < files.length - 1) {
        await file.close();
        output.#done.push({ name, items, bytes });
      } else {
        output.#file = file;
        output.#items = items;
      }
    }
    return output;
  }

  async write(items: readonly MovedItem[]): Promise<void> {
    const { encoder, splitBytes } = this.#options;
    if (splitBytes === undefined) {
      this.#text += encoder.encode(items);
      this.#textItems += items.length;
      if (this.#text.length >= this.#frameLength) await this.#cut();
      return;
    }
    for (const item of items) {
      this.#text += encoder.encode([item]);
      this.#textItems += 1;
      if (this.#text.length >= this.#frameLength) await this.#cut();
    }
  }

  async flush(): Promise<readonly WrittenFile[]> {
    if (this.#textItems > 0) await this.#cut();
    await this.#appended;
    const file = await this.#open();
    await file.sync();
    return this.#files();
  }

  async finish(): Promise<readonly WrittenFile[]> {
    const files = await this.flush();
    await this.#file?.close();
    this.#file = undefined;
    return named(this.#options, files);
  }

  async close(keep: boolean): Promise<void> {
    await this.#appended.catch(() => {});
    await this.#file?.close().catch(() => {});
    const count = this.#done.length + 1;
    if (keep) return;
    for (let n = 1; n <= count; n += 1) {
      await rm(partPath(this.#options.pathOf(n)), { force: true }).catch(() => {});
    }
  }

  /** Begins to compress what has gathered, and has it appended in its turn. */
  async #cut(): Promise<void> {
    const text = Buffer.from(this.#text);
    const frame = {
      bytes: compressedFrame(text, this.#options.compression),
      items: this.#textItems,
    };
    this.#text = "";
    this.#textItems = 0;
    this.#underWay += 1;
    const appended = this.#appended
      .then(() => this.#append(frame))
      .finally(() => {
        this.#underWay -= 1;
      });
    // Whoever waits next hears of a fault; nobody may wait before this turn ends.
    appended.catch(() => {});
    frame.bytes.catch(() => {});
    this.#appended = appended;
    if (this.#underWay >= mostUnderWay) await appended;
  }

  async #append({ bytes, items }: Frame): Promise<void> {
    const { splitBytes = Number.POSITIVE_INFINITY } = this.#options;
    const frame = await bytes;
    const isFull = this.#items > 0 && (this.#file?.bytes ?? 0) + frame.length > splitBytes;
    if (isFull) await this.#close();
    const file = await this.#open();
    await file.append(frame);
    this.#items += items;
  }

  /** The file at hand, begun with its head if it was not. */
  async #open(): Promise<PartFile> {
    if (this.#file) return this.#file;
    const { pathOf, nameOf, encoder, compression } = this.#options;
    const n = this.#done.length + 1;
    const file = await PartFile.create(pathOf(n), nameOf(n));
    this.#file = file;
    if (encoder.head !== "") {
      await file.append(await compressedFrame(Buffer.from(encoder.head), compression));
    }
    return file;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    await file.sync();
    this.#done.push(...this.#current());
    this.#file = undefined;
    this.#items = 0;
    await file.close();
  }

  #files(): readonly WrittenFile[] {
    return [...this.#done, ...this.#current()];
  }

  #current(): readonly WrittenFile[] {
    if (this.#file === undefined) return [];
    const name = this.#options.nameOf(this.#done.length + 1);
    return [{ name, items: this.#items, bytes: this.#file.bytes }];
  }
}

/** Files that begin, or that go on where an earlier run was. */
export async function filesOf(options: FileOutputOptions, state: ExportState): Promise<Output> {
  const { files } = state;
  return isWhole(state) ? wholeFiles(options, files) : FileOutput.resume(options, files);
}

/** Files of an earlier run that was killed when they were whole, and perhaps had their names. */
function wholeFiles(options: FileOutputOptions, files: readonly WrittenFile[]): Output {
  return {
    write: async () => {},
    flush: async () => files,
    finish: () => named(options, files),
    close: async () => {},
  };
}

async function named(
  { pathOf, onNamed }: FileOutputOptions,
  files: readonly WrittenFile[],
): Promise<readonly WrittenFile[]> {
  for (const [at, { name, bytes }] of files.entries()) await giveName(pathOf(at + 1), name, bytes);
  await onNamed?.(files);
  return files;
}
