import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DynError } from "../../errors.ts";

/**
 * Where a report's file ends up, links resolved.
 * @param file as the user typed it, relative to `cwd`
 * @throws DynError "invalid" when it cannot be written there
 */
export async function checkFile(file: string, cwd: string): Promise<string> {
  const path = resolve(cwd, file);
  const found = await stat(path).catch(() => undefined);
  try {
    if (found?.isDirectory()) throw codedError("EISDIR");
    // A file is replaced as a whole, which asks its directory; a device is written to as it is.
    if (found !== undefined && !found.isFile()) {
      await access(path, constants.W_OK);
      return path;
    }
    const target = found === undefined ? path : await realpath(path);
    const folder = await realpath(dirname(target));
    if (!(await stat(folder)).isDirectory()) throw codedError("ENOTDIR");
    await access(folder, constants.W_OK);
    return join(folder, basename(target));
  } catch (cause) {
    throw new DynError("invalid", `cannot write ${file}: ${reason(cause)}`, {
      hint: "name a file in a directory that exists and that you may write to",
      cause,
    });
  }
}

/**
 * Writes beside the file and then replaces it, so that nobody finds half a report.
 * @throws DynError "failed"
 */
export async function writeFileWhole(file: string, cwd: string, text: string): Promise<void> {
  const path = resolve(cwd, file);
  try {
    const found = await stat(path).catch(() => undefined);
    // A pipe or a device, such as /dev/stdout, is no file to be replaced.
    if (found !== undefined && !found.isFile()) await writeFile(path, text);
    else await replace(found === undefined ? path : await realpath(path), text);
  } catch (cause) {
    throw new DynError("failed", `cannot write ${file}: ${reason(cause)}`, {
      hint: "make room or name another place; dyn stress report makes the report of a result that was kept",
      cause,
    });
  }
}

async function replace(path: string, text: string): Promise<void> {
  const unfinished = join(dirname(path), `.${randomBytes(8).toString("hex")}.unfinished`);
  try {
    await writeFile(unfinished, text, { flag: "wx" });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOENT: "no such directory",
  ENOTDIR: "its directory is a file",
  EISDIR: "it is a directory",
  ENAMETOOLONG: "the name is too long",
};

function codedError(code: "EISDIR" | "ENOTDIR"): Error {
  return Object.assign(new Error(code), { code });
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
