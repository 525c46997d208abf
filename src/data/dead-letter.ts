import { type FileHandle, open } from "node:fs/promises";
import { DynError } from "../errors.ts";
import type { Item } from "../values/attribute.ts";
import { itemText } from "../values/plain.ts";

/** An item that could not be stored, and why. */
export interface DeadItem {
  readonly item: Item;
  readonly code: string;
  readonly message: string;
}

/** A file for what could not be stored, so that nothing is lost and it can be tried again. */
export interface DeadLetter {
  readonly path: string;
  /** Items added so far. */
  readonly count: number;
  /** Resolves once the item is in the file. Throws DynError "failed" when it cannot be written. */
  add(dead: DeadItem): Promise<void>;
  close(): Promise<void>;
}

/**
 * A line of JSON an item, `{"item": …plain JSON…, "code": "…", "message": "…"}`. The file comes to
 * be with the first item; one that is there already is added to.
 */
export function deadLetter(path: string): DeadLetter {
  let file: Promise<FileHandle> | undefined;
  let last: Promise<void> = Promise.resolve();
  let count = 0;
  let sizeBytes = 0;
  const append = async ({ item, code, message }: DeadItem) => {
    const why = JSON.stringify({ code, message }).slice(1);
    const line = Buffer.from(`{"item":${itemText(item)},${why}\n`);
    try {
      if (file === undefined) {
        file = open(path, "a");
        sizeBytes = (await (await file).stat()).size;
      }
      await (await file).appendFile(line);
    } catch (cause) {
      // Half a line would spoil the file for whoever reads it.
      await (await file?.catch(() => undefined))?.truncate(sizeBytes).catch(() => {});
      throw cannotWrite(path, cause);
    }
    sizeBytes += line.length;
    count += 1;
  };
  return {
    path,
    get count() {
      return count;
    },
    // One after the other: long lines of two writers must not mix.
    add: dead => {
      const added = last.then(() => append(dead));
      last = added.catch(() => {});
      return added;
    },
    close: async () => {
      await last;
      await (await file?.catch(() => undefined))?.close();
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EROFS: "the file system is read-only",
  ENOENT: "no such directory",
  EISDIR: "it is a directory",
};

function cannotWrite(path: string, cause: unknown): DynError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new DynError("failed", `cannot write the dead-letter file ${path}: ${reason}`, {
    hint: "name another place with --dead-letter FILE, then run the same command again",
    cause,
  });
}
