import { link, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DynError } from "../errors.ts";
import { lightBeacon, parseBeacon, watchBeacon } from "./beacon.ts";
import { storageError } from "./home.ts";

export interface LockOptions {
  /** How long a holder may take to greet who waits; 10 s unless told. */
  readonly greetingMs?: number | undefined;
}

/**
 * Runs `work` while no other process runs any under the same directory's lock.
 *
 * The lock file names a beacon that burns as long as its holder lives, so the system lets go of the lock however
 * the holder dies: no process id is compared, none can be mistaken for a later process's. A lock
 * left behind is not removed but followed by `lock-<n + 1>`, which one process alone can create;
 * of several lock files the highest counts, and it is never deleted before there is a higher one.
 *
 * @throws DynError (failed) when the directory cannot be written, or the holder does not let go.
 */
export async function exclusively<T>(
  directory: string,
  work: () => Promise<T>,
  { greetingMs }: LockOptions = {},
): Promise<T> {
  const release = await acquire(directory, greetingMs);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(
  directory: string,
  greetingMs: number | undefined,
): Promise<() => Promise<void>> {
  const beacon = await lightBeacon();
  const claim = join(directory, `claim-${beacon.token}`);
  try {
    const content = `${beacon.port} ${beacon.token}`;
    const held = await takeTurn(directory, { claim, content, greetingMs });
    return async () => {
      // An empty lock file is one that nobody holds.
      await truncate(held).catch(() => {});
      beacon.putOut();
    };
  } catch (error) {
    beacon.putOut();
    throw error instanceof DynError ? error : storageError(directory, error);
  } finally {
    await rm(claim, { force: true });
  }
}

/**
 * Waits for earlier holders and makes the claim the highest lock file; returns its path. The file
 * appears with its content in it, because it is linked, not written, under its name.
 */
async function takeTurn(
  directory: string,
  {
    claim,
    content,
    greetingMs,
  }: LockOptions & { readonly claim: string; readonly content: string },
): Promise<string> {
  for (;;) {
    const before = await highest(directory);
    if (before > 0 && (await waitForHolder(lockFile(directory, before), greetingMs))) continue;
    const mine = lockFile(directory, before + 1);
    await writeFile(claim, content, { mode: 0o600 });
    if (!(await linked(claim, mine))) continue;
    if ((await highest(directory)) > before + 1) {
      await rm(mine, { force: true });
      continue;
    }
    await clear(directory, before);
    return mine;
  }
}

/** Removes earlier lock files, and claims: those of the dead are litter, the living write theirs again. */
async function clear(directory: string, before: number): Promise<void> {
  for (const older of await generations(directory)) {
    if (older <= before) await rm(lockFile(directory, older), { force: true });
  }
  for (const name of await readdir(directory)) {
    if (name.startsWith("claim-")) await rm(join(directory, name), { force: true });
  }
}

function lockFile(directory: string, generation: number): string {
  return join(directory, `lock-${generation}`);
}

async function generations(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names.flatMap(name => {
    const generation = /^lock-(\d+)$/.exec(name)?.[1];
    return generation === undefined ? [] : [Number(generation)];
  });
}

async function highest(directory: string): Promise<number> {
  return Math.max(0, ...(await generations(directory)));
}

/** False when another was first, or has cleared the claim away. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST") || hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/** Resolves to true once the file's holder has let go (look again), to false when it has none. */
async function waitForHolder(path: string, greetingMs: number | undefined): Promise<boolean> {
  const text = await contentOf(path);
  if (text === undefined) return true;
  const beacon = parseBeacon(text);
  if (beacon === undefined) return false;
  const seen = await watchBeacon(beacon, greetingMs);
  if (seen !== "stuck") return seen === "put out";
  // It may have let go before it was called, and a program that greets nobody have its port now.
  if ((await contentOf(path)) !== text) return true;
  throw new DynError("failed", "another dyn is starting or stopping the local engine", {
    hint: `try again when it is done; if there is none, delete ${path}`,
  });
}

/** Undefined when the file is gone. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
