import { randomUUID } from "node:crypto";
import type { BigIntStats } from "node:fs";
import {
  access,
  constants,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { platform } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { DynError } from "../../errors.ts";
import { makeDirectory } from "../../local/home.ts";
import { exclusively } from "../../local/lock.ts";
import type { Change } from "./key-changes.ts";
import { keysText, parseKeys, type StoredKey } from "./stored-key.ts";

/** A keys file as it was read. */
export interface KeysFile {
  readonly keys: readonly StoredKey[];
  /** Another text after each change of the file. */
  readonly version: string;
  /** What its owner should know, though it can be read. */
  readonly warning?: string;
}

const mostBytes = 64n * 1024n * 1024n;
const byGroup = 0o020n;
const byOthers = 0o002n;
const anyPermission = 0o777n;

/** Of a file as it is now, links followed; undefined where there is none. */
export async function versionOf(file: string): Promise<string | undefined> {
  const stats = await statOf(file);
  return stats && versionIn(stats);
}

/**
 * Reads a keys file, links followed; undefined where there is none.
 * @throws DynError "invalid" for one that is broken, or that anybody may write
 */
export async function readKeys(file: string): Promise<KeysFile | undefined> {
  const stats = await statOf(file);
  if (stats === undefined) return undefined;
  const wrong = (why: string, hint: string) =>
    new DynError("invalid", `cannot take the keys in ${file}: ${why}`, { hint });
  if (!stats.isFile() || stats.size > mostBytes) {
    throw wrong("it is no file of keys", "name the one that dyn serve keys create has made");
  }
  const may = permissionsOf(stats);
  if ((may & byOthers) !== 0n) {
    throw wrong("everybody may write it", `chmod 600 ${file}, and look at: dyn serve keys list`);
  }
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, cause);
  });
  const keys = parseKeys(text);
  if (typeof keys === "string") {
    throw wrong(keys, "put back the last one that was right, or make new keys in another file");
  }
  const isShared = (may & byGroup) !== 0n;
  const warning = `its group may write ${file}, and so add keys; chmod 600 unless that is meant`;
  return { keys, version: versionIn(stats), ...(isShared && { warning }) };
}

/**
 * Changes a keys file, or makes it: one change at a time, on the disk before it resolves, whole or
 * not at all. A link stays one; the file's owner and readers stay, who may write it does not.
 * @throws DynError where it cannot be read or written, and whatever `change` throws
 */
export async function changeKeys<T>(
  file: string,
  change: (keys: readonly StoredKey[]) => Change<T>,
): Promise<T> {
  const real = await behind(file);
  const folder = dirname(real);
  await makeDirectory(folder);
  await access(folder, constants.W_OK).catch((cause: NodeJS.ErrnoException) => {
    throw unwritable(file, cause);
  });
  const lock = join(folder, `.${basename(real)}.lock`);
  await makeDirectory(lock);
  return exclusively(lock, async () => {
    const before = await readKeys(real);
    const { keys, result } = change(before?.keys ?? []);
    await replace(real, keysText(keys)).catch((cause: NodeJS.ErrnoException) => {
      throw unwritable(file, cause);
    });
    return result;
  });
}

async function replace(file: string, text: string): Promise<void> {
  const before = await statOf(file);
  const draft = `${file}.${randomUUID()}`;
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
      if (before !== undefined) {
        // The service may run as another user than the one who makes keys.
        await handle.chown(Number(before.uid), Number(before.gid)).catch(() => {});
        await handle.chmod(Number(permissionsOf(before) & ~(byGroup | byOthers)));
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const folder = await open(dirname(file), "r").catch(() => undefined);
  // Some file systems cannot.
  await folder?.sync().catch(() => {});
  await folder?.close();
}

async function statOf(file: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(file, { bigint: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable(file, cause as NodeJS.ErrnoException);
  }
}

/** On Windows the mode tells nothing of who may do what. */
function permissionsOf({ mode }: BigIntStats): bigint {
  return platform() === "win32" ? 0o600n : mode & anyPermission;
}

function versionIn({ dev, ino, size, mode, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mode, mtimeNs, ctimeNs].join(" ");
}

/** The file that a link leads to, which may not be there yet. */
async function behind(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const link = await readlink(file).catch(() => undefined);
    return link === undefined ? file : resolve(dirname(file), link);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file",
  ELOOP: "its links lead in a circle",
};

function unreadable(file: string, cause: NodeJS.ErrnoException): DynError {
  const why = reasons[cause.code ?? ""] ?? cause.message;
  return new DynError("invalid", `cannot read the keys in ${file}: ${why}`, {
    hint: "make it readable, or name another file with --keys",
    cause,
  });
}

function unwritable(file: string, cause: NodeJS.ErrnoException): DynError {
  const why = reasons[cause.code ?? ""] ?? cause.message;
  return new DynError("failed", `cannot write the keys in ${file}: ${why}`, {
    hint: "make it writable, or name another file with --keys",
    cause,
  });
}
