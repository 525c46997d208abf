import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { DynError } from "../../errors.ts";

/** Where a file is written until it is whole. */
export function partPath(path: string): string {
  return `${path}.part`;
}

/** A file that grows at its end, beside the name that it gets when it is whole. */
export class PartFile {
  readonly path: string;
  readonly #shown: string;
  readonly #file: FileHandle;
  #bytes: number;

  private constructor(path: string, shown: string, file: FileHandle, bytes: number) {
    this.path = path;
    this.#shown = shown;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** A new one; what an earlier run left there is gone. Throws a "failed" error. */
  static async create(path: string, shown: string): Promise<PartFile> {
    try {
      // Never written through a link that somebody has put there.
      await rm(partPath(path), { force: true });
      return new PartFile(path, shown, await open(partPath(path), "wx"), 0);
    } catch (cause) {
      throw unwritable(shown, cause);
    }
  }

  /** One that an earlier run left, cut to so many bytes. Throws a "failed" error when it has fewer. */
  static async reopen(path: string, shown: string, bytes: number): Promise<PartFile> {
    const file = await open(partPath(path), "r+").catch(() => undefined);
    const has = (await file?.stat())?.size ?? 0;
    if (file === undefined || has < bytes) {
      await file?.close();
      throw lost(`${shown}.part`);
    }
    try {
      await file.truncate(bytes);
      return new PartFile(path, shown, file, bytes);
    } catch (cause) {
      await file.close();
      throw unwritable(shown, cause);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Throws a "failed" error, e.g. for a disk that is full; what is there then is of no known length. */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, this.#bytes);
        at += bytesWritten;
        this.#bytes += bytesWritten;
      }
    } catch (cause) {
      throw unwritable(this.#shown, cause);
    }
  }

  /** Resolves when all of it is on the disk. */
  async sync(): Promise<void> {
    try {
      await this.#file.datasync();
    } catch (cause) {
      throw unwritable(this.#shown, cause);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Gives a whole file its name; once more does no harm. Throws a "failed" error. */
export async function giveName(path: string, shown: string, bytes: number): Promise<void> {
  try {
    await rename(partPath(path), path);
  } catch (cause) {
    const named = await stat(path).catch(() => undefined);
    if (named?.size !== bytes) throw unwritable(shown, cause);
  }
}

export function unwritable(shown: string, cause: unknown): DynError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: "no space left on the disk",
    EDQUOT: "the disk quota is used up",
    EFBIG: "the file would be larger than it may be",
    EACCES: "permission denied",
    EROFS: "the disk is read-only",
    ENOENT: "no such directory",
    ENOTDIR: "no such directory",
  };
  const reason = reasons[code ?? ""] ?? message;
  return new DynError("failed", `cannot write ${shown}: ${reason}`, { cause });
}

function lost(shown: string): DynError {
  return new DynError("failed", `${shown} is not as its checkpoint says`, {
    hint: "delete the checkpoint to start anew",
  });
}
