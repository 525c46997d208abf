import { homedir } from "node:os";
import type { Host } from "../../src/local/host.ts";
import { type Engine, startPrivate } from "../../src/local/private.ts";

/** This machine, as the engine's modules want it told. */
export const thisHost: Host = {
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  platform: process.platform,
  arch: process.arch,
  monotonic: () => performance.now(),
};

let shared: Promise<Engine> | undefined;
let tables = 0;

/**
 * The in-memory engine that the tests of one file share. It is started by the first that asks, and
 * ends with the file, or with the worker, however that ends.
 */
export async function engine(): Promise<{ readonly endpoint: URL }> {
  shared ??= startPrivate(thisHost);
  return shared;
}

export async function endEngine(): Promise<void> {
  const ending = shared;
  shared = undefined;
  await (await ending)?.close();
}

/** A table name that no other test of this worker uses. */
export function uniqueTable(prefix = "Test"): string {
  tables += 1;
  return `${prefix}-${tables}`;
}
