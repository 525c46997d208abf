import { createHash, randomUUID } from "node:crypto";
import { chownSync, mkdirSync } from "node:fs";
import { chmod, chown, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DynError } from "../../errors.ts";
import { makeDirectory, storageError } from "../home.ts";
import { type Account, mayEnter } from "./account.ts";

/** Where root keeps what servers of another user are to reach. */
export const commonRoom = "/var/lib/dyn";

/** Makes the folder that is open to all, for things of which some are not. */
async function makeCommonRoom(): Promise<void> {
  try {
    await mkdir(commonRoom, { recursive: true });
    await chmod(commonRoom, 0o755);
  } catch (error) {
    throw storageError(commonRoom, error);
  }
}

/** Where a folder for passing things can be that the user reaches; a new name each time. */
export async function passingPlace(
  account: Account | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  for (const parent of [env.TMPDIR || tmpdir(), "/tmp", "/var/tmp"]) {
    if (await mayEnter(account, parent)) return join(parent, `dyn-postgres-${randomUUID()}`);
  }
  throw new DynError("failed", "PostgreSQL's user can reach no folder for passing files", {
    hint: "name one that it can enter with TMPDIR",
  });
}

/** Makes a folder that the user alone can enter. At once, so that nothing can come between. */
export function makePassingRoom(account: Account | undefined, folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (account) chownSync(folder, account.uid, account.gid);
  } catch (error) {
    throw storageError(dirname(folder), error);
  }
}

/** The folder for a database that stays: the one that dyn would have it in, or one that its user can reach. */
export async function lastingRoom(account: Account | undefined, wanted: string): Promise<string> {
  if (account === undefined) {
    await makeDirectory(wanted);
    return wanted;
  }
  await makeCommonRoom();
  const folder = lastingPlace(account, wanted);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chown(folder, account.uid, account.gid);
  return folder;
}

/** Where that is, or would be. */
export function lastingPlace(account: Account | undefined, wanted: string): string {
  if (account === undefined) return wanted;
  const mark = createHash("sha256").update(wanted).digest("hex").slice(0, 16);
  return join(commonRoom, mark);
}
