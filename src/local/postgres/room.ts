import { createHash } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DynError } from "../../errors.ts";
import { storageError } from "../home.ts";
import { type Account, mayEnter } from "./account.ts";

/** Where root keeps what servers of another user are to reach. */
export const commonRoom = "/var/lib/dyn";

/** Makes the folder that is open to all, for things of which some are not. */
export async function makeCommonRoom(): Promise<void> {
  try {
    await mkdir(commonRoom, { recursive: true });
    await chmod(commonRoom, 0o755);
  } catch (error) {
    throw storageError(commonRoom, error);
  }
}

/** A new folder that the user alone can enter, in one for passing things that it can reach. */
export async function passingRoom(
  account: Account | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  for (const parent of [env.TMPDIR || tmpdir(), "/tmp", "/var/tmp"]) {
    if (!(await mayEnter(account, parent))) continue;
    const folder = await mkdtemp(join(parent, "dyn-postgres-")).catch(error => {
      throw storageError(parent, error);
    });
    if (account) await chown(folder, account.uid, account.gid);
    return folder;
  }
  throw new DynError("failed", "PostgreSQL's user can reach no folder for passing files", {
    hint: "name one that it can enter with TMPDIR",
  });
}

/**
 * The folder for a database that stays: the one that dyn would have it in, or another in the common
 * room where the user has no way to that.
 */
export async function lastingRoom(account: Account | undefined, wanted: string): Promise<string> {
  if (account === undefined || (await mayEnter(account, dirname(wanted)))) return wanted;
  const mark = createHash("sha256").update(wanted).digest("hex").slice(0, 16);
  return join(commonRoom, mark);
}
