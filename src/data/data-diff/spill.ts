import { appendFile, readFile, rm } from "node:fs/promises";
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
  readonly #waiting: string[];
  #waitingLength = 0;

  /** @param folder exists and is nobody else's */
  constructor(folder: string, name: string, buckets: number) {
    this.#folder = folder;
    this.#name = name;
    this.#waiting = Array.from({ length: buckets }, () => "");
  }

  /**
   * @param key JSON text without line breaks, the same exactly for the same key
   * @param digest without spaces
   */
  add(key: string, digest: string): void {
    const bucket = hash32(key) % this.#waiting.length;
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

  /** The entries of a bucket, its file deleted: key → digest. */
  async take(bucket: number): Promise<Map<string, string>> {
    const path = this.#path(bucket);
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw unusable(error);
    });
    await rm(path, { force: true });
    const entries = new Map<string, string>();
    for (const line of text.split("\n")) {
      const space = line.indexOf(" ");
      if (space > 0) entries.set(line.slice(space + 1), line.slice(0, space));
    }
    return entries;
  }

  #path(bucket: number): string {
    return join(this.#folder, `${this.#name}-${bucket}`);
  }
}

function unusable(cause: Error): DynError {
  return new DynError("failed", `cannot keep what is compared: ${cause.message}`, {
    hint: "it takes about 100 bytes an item in the folder for temporary files; TMPDIR names another",
    cause,
  });
}
