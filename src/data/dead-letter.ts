import { type FileHandle, open, rm, stat, truncate } from "node:fs/promises";
import { DynError } from "../errors.ts";
import { type Dead, deadText } from "./dead-text.ts";

export type { Dead } from "./dead-text.ts";

/** A file for what could not be stored, so that nothing is lost and it can be tried again. */
export interface DeadLetter {
  readonly path: string;
  /** As the user knows it. */
  readonly shown: string;
  /** Lines added so far. */
  readonly count: number;
  /**
   * Resolves once they are in the file, all or none of them, to the length that it has then, in
   * bytes. Throws DynError "failed" when it cannot be written.
   */
  add(...dead: readonly Dead[]): Promise<number>;
  /** The length of the file, 0 when there is none. */
  sizeBytes(): Promise<number>;
  /** Cuts off, in the end or before anything is added, what was added since the file had this length. Throws a "failed" error when it is shorter. */
  cut(sizeBytes: number): Promise<void>;
  /** What was added is on the disk. */
  sync(): Promise<void>;
  /** Nothing is added any more. Removes the file when nothing is in it, unless it is still wanted. */
  close(options?: { readonly keepEmpty?: boolean }): Promise<void>;
}

/**
 * A line of JSON each, see `deadText`. The file comes to be with the first; one that is there already is
 * added to.
 * @param path where it is; `shown` is how the user knows it
 */
export function deadLetter(path: string, shown = path): DeadLetter {
  let file: Promise<FileHandle> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  let sizeBytes = 0;
  const append = async (dead: readonly Dead[]) => {
    const lines = Buffer.from(dead.map(deadText).join(""));
    try {
      if (file === undefined) {
        file = open(path, "a");
        sizeBytes = (await (await file).stat()).size;
      }
      await (await file).appendFile(lines);
    } catch (cause) {
      // Half a line would spoil the file for whoever reads it.
      await (await file?.catch(() => undefined))?.truncate(sizeBytes).catch(() => {});
      throw cannotWrite(shown, cause);
    }
    sizeBytes += lines.length;
    count += dead.length;
    return sizeBytes;
  };
  const sizeNow = async () => (await stat(path).catch(() => undefined))?.size ?? 0;
  return {
    path,
    shown,
    get count() {
      return count;
    },
    // One after the other: long lines of two writers must not mix.
    add: (...dead) => {
      const added = last.then(() => append(dead));
      last = added.catch(() => {});
      return added;
    },
    sizeBytes: sizeNow,
    cut: async toBytes => {
      const now = await sizeNow();
      if (now < toBytes) throw shorter(shown);
      if (now === toBytes) return;
      await truncate(path, toBytes).catch(cause => Promise.reject(cannotWrite(shown, cause)));
      sizeBytes = toBytes;
    },
    sync: async () => {
      await last;
      await (await file?.catch(() => undefined))?.datasync();
    },
    close: async ({ keepEmpty = false } = {}) => {
      await last;
      await (await file?.catch(() => undefined))?.close();
      const found = await stat(path).catch(() => undefined);
      if (!keepEmpty && found?.isFile() && found.size === 0) await rm(path, { force: true });
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it has reached the largest size allowed",
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

function shorter(path: string): DynError {
  return new DynError("failed", `${path} has lost dead letters that the checkpoint counts on`, {
    hint: "put the file back, or delete the checkpoint to start anew",
  });
}
