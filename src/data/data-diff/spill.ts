import { createReadStream } from "node:fs";
import { appendFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { DynError } from "../../errors.ts";
import { hash32 } from "../../template/random.ts";

/** Text that may wait in memory, over all buckets, before it is written. */
const mostWaiting = 8 * 1024 * 1024;

/**
 * What is known of the items of one side: a digest for each key, in files of their own for each hash
 * of keys. Two spills of as many buckets have a key in the same one, so that they are compared bucket
 * by bucket and memory is that of one.
 */
export class Spill {
  readonly #folder: string;
  readonly #name: string;
  readonly #depth: number;
  readonly #waiting: string[];
  #waitingLength = 0;

  /**
   * @param folder exists and is nobody else's
   * @param depth how often what comes has been divided before: each time by another hash
   */
  constructor(folder: string, name: string, buckets: number, depth = 0) {
    this.#folder = folder;
    this.#name = name;
    this.#depth = depth;
    this.#waiting = Array.from({ length: buckets }, () => "");
  }

  get buckets(): number {
    return this.#waiting.length;
  }

  /** How often the entries have been divided before they came here. */
  get depth(): number {
    return this.#depth;
  }

  /**
   * @param key JSON text without line breaks, the same exactly for the same key
   * @param digest without spaces
   */
  add(key: string, digest: string): void {
    const bucket = hash32(this.#depth, key) % this.#waiting.length;
    const line = `${digest} ${key}\n`;
    this.#waiting[bucket] += line;
    this.#waitingLength += line.length;
  }

  /** Resolves once there is room for more. Throws DynError "failed" when it cannot be written. */
  async room(): Promise<void> {
    if (this.#waitingLength >= mostWaiting) await this.flush();
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    for (const [bucket, text] of this.#waiting.entries()) {
      if (text === "") continue;
      this.#waiting[bucket] = "";
      this.#waitingLength -= text.length;
      await appendFile(this.#path(bucket), text, { mode: 0o600 }).catch(error => {
        throw unusable(error);
      });
    }
  }

  /** The length of what a bucket has in its file, in bytes. */
  async sizeBytes(bucket: number): Promise<number> {
    const told = await stat(this.#path(bucket)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw unusable(error);
    });
    return told?.size ?? 0;
  }

  /** The entries of a bucket, its file deleted: key → digest. */
  async take(bucket: number): Promise<Map<string, string>> {
    const entries = new Map<string, string>();
    for await (const lines of this.#lines(bucket)) {
      for (const line of lines) entries.set(...entryOf(line));
    }
    return entries;
  }

  /** The entries of a bucket as a spill of their own, by another hash, its file deleted. */
  async divide(bucket: number, buckets: number): Promise<Spill> {
    const parts = new Spill(this.#folder, `${this.#name}-${bucket}`, buckets, this.#depth + 1);
    for await (const lines of this.#lines(bucket)) {
      for (const line of lines) parts.add(...entryOf(line));
      await parts.room();
    }
    await parts.flush();
    return parts;
  }

  /** The lines of a bucket's file, piece by piece; then it is deleted. */
  async *#lines(bucket: number): AsyncGenerator<readonly string[], void, undefined> {
    if ((await this.sizeBytes(bucket)) === 0) return;
    const path = this.#path(bucket);
    let rest = "";
    try {
      for await (const text of createReadStream(path, { encoding: "utf8" })) {
        const lines = `${rest}${text}`.split("\n");
        rest = lines.pop() ?? "";
        yield lines;
      }
    } catch (error) {
      throw error instanceof DynError ? error : unusable(error);
    }
    await rm(path, { force: true });
  }

  #path(bucket: number): string {
    return join(this.#folder, `${this.#name}-${bucket}`);
  }
}

function entryOf(line: string): [key: string, digest: string] {
  const space = line.indexOf(" ");
  return [line.slice(space + 1), line.slice(0, space)];
}

/** What cannot be written to, or read from, the folder for temporary files. */
export function unusable(cause: unknown): DynError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DynError("failed", `cannot keep what is compared: ${reason}`, {
    hint: "it takes about 100 bytes an item in the folder for temporary files; TMPDIR names another",
    cause,
  });
}
