import { createHash, randomUUID } from "node:crypto";
import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DynError } from "../../errors.ts";
import type { Account } from "./account.ts";
import { mayEnter } from "./account.ts";
import type { Binaries } from "./binaries.ts";

/** Whether a link of the package cannot be made where it belongs, because nothing can be written there. */
const readOnlyCodes = ["EACCES", "EPERM", "EROFS"];

/**
 * The folder of PostgreSQL's programs, fit to be run by that user: with the links that npm's package
 * makes when it is installed, and a copy below `base` where links cannot be made or the user has no
 * way to the programs.
 */
export async function installed(
  { bin, native }: Binaries,
  account: Account | undefined,
  base: string,
): Promise<string> {
  const reachable = await mayEnter(account, join(bin, "postgres"));
  if (native === undefined) {
    if (reachable) return bin;
    throw new DynError(
      "connection",
      `the user that PostgreSQL runs as may not run ${bin}/postgres`,
      {
        hint: "let it, or name another bin folder with DYN_POSTGRES_BIN",
      },
    );
  }
  if (reachable && (await linked(native))) return bin;
  return join(await copied(native, base), "bin");
}

interface Link {
  /** Paths below the package's folder. */
  readonly source: string;
  readonly target: string;
}

/** Makes the links that are missing. False when it cannot. */
async function linked(native: string): Promise<boolean> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const path = join(dirname(native), target);
    if (await lstat(path).catch(() => undefined)) continue;
    try {
      await symlink(basename(source), path);
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (readOnlyCodes.includes(code)) return false;
      if (code !== "EEXIST") throw error;
    }
  }
  return true;
}

async function copied(native: string, base: string): Promise<string> {
  const from = await readFile(join(dirname(native), "package.json"), "utf8");
  const mark = createHash("sha256").update(from).digest("hex").slice(0, 12);
  const folder = join(base, `postgresql-${mark}`);
  if (await lstat(folder).catch(() => undefined)) return join(folder, "native");
  const draft = `${folder}.${randomUUID()}`;
  try {
    await mkdir(draft, { recursive: true, mode: 0o755 });
    await cp(native, join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    await linked(join(draft, "native"));
    await chmod(draft, 0o755);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another command may have been first.
    if (!(await lstat(folder).catch(() => undefined))) throw error;
  }
  return join(folder, "native");
}
