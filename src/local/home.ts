import { mkdir, stat } from "node:fs/promises";
import { dirname, posix, win32 } from "node:path";
import { DynError } from "../errors.ts";
import type { Host } from "./host.ts";

/** dyn's own directory: `DYN_HOME`, else where the platform keeps a user's data. */
export function dataDirectory(host: Pick<Host, "env" | "cwd" | "home" | "platform">): string {
  const { env, platform, home } = host;
  const path = platform === "win32" ? win32 : posix;
  if (env.DYN_HOME) return path.resolve(host.cwd, env.DYN_HOME);
  switch (platform) {
    case "win32":
      return path.join(env.LOCALAPPDATA || path.join(home, "AppData", "Local"), "dyn");
    case "darwin":
      return path.join(home, "Library", "Application Support", "dyn");
    default: {
      // The XDG specification has relative paths ignored.
      const data = env.XDG_DATA_HOME ?? "";
      return path.join(path.isAbsolute(data) ? data : path.join(home, ".local", "share"), "dyn");
    }
  }
}

/**
 * Creates a directory, and those above it, for this user alone.
 *
 * @throws DynError (failed) when that is not possible.
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await makeMissing(directory);
  } catch (error) {
    throw storageError(directory, error);
  }
}

/** Level by level: Node's own recursion never ends in a directory that takes no children, as /proc. */
async function makeMissing(directory: string): Promise<void> {
  if (await made(directory)) return;
  await makeMissing(dirname(directory));
  if (!(await made(directory))) throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
}

/** Whether the directory is there now; false when the one above it is missing. */
async function made(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" && dirname(directory) !== directory) return false;
    if (code === "EEXIST" && (await stat(directory)).isDirectory()) return true;
    throw error;
  }
}

/** A file or directory of dyn's that cannot be written, as a user would put it. */
export function storageError(path: string, error: unknown): DynError {
  const code = codeOf(error);
  return new DynError("failed", `cannot write ${path}: ${reasons[code] ?? String(error)}`, {
    hint:
      code === "ENOSPC" || code === "EDQUOT"
        ? "make room, or name a directory on another disk with DYN_HOME"
        : "make it writable, or name another directory with DYN_HOME",
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EEXIST: "a file is in the way",
  EISDIR: "a directory is in the way",
  ENOENT: "there is no such directory, and none can be made",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
};
