import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../dynamodb/client.ts";
import { DynError } from "../errors.ts";
import { findTable, type TableOptions } from "./describe.ts";
import type { WaitGoal } from "./goal.ts";
import type { LiveTable } from "./live.ts";
import { missingTable } from "./missing-table.ts";

export interface WaitOptions extends TableOptions {
  /** How long to wait at most, over all requests; 10 minutes unless told. */
  readonly waitMs?: number;
  /** Called before each pause with what is still awaited, e.g. `CREATING`. */
  readonly onWait?: (status: string) => void;
}

/**
 * Waits until a table is what is wanted, and returns it as it is then; undefined when it is gone.
 * For `active` and `indexes` it must be there; `exists` waits for it to appear.
 * @throws DynError when time runs out, on an interrupt, or for a table that is not there
 */
export async function waitFor(
  client: Client,
  table: string,
  goal: WaitGoal,
  options: WaitOptions,
): Promise<LiveTable | undefined> {
  let status = "";
  const reached = await poll(async () => {
    const live = await findTable(client, table, options);
    if (live === undefined && (goal === "active" || goal === "indexes")) {
      throw await missingTable(client, table, options.target, options);
    }
    status = goal === "indexes" ? indexStatusOf(live) : statusOf(live);
    if (isReached(goal, live)) return { live };
    options.onWait?.(status);
    return undefined;
  }, options);
  if (reached === undefined) throw tooLate(table, goal, status, options);
  return reached.live;
}

/** Waits until a table that was just asked for is there and usable, indexes and all. */
export async function waitUntilUsable(
  client: Client,
  table: string,
  options: WaitOptions,
): Promise<LiveTable> {
  let status = "";
  // Right after CreateTable, DescribeTable may not know the table yet.
  const live = await poll(async () => {
    const found = await findTable(client, table, options);
    status = statusOf(found);
    if (isReached("active", found)) return found;
    options.onWait?.(status);
    return undefined;
  }, options);
  if (live === undefined) throw tooLate(table, "active", status, options);
  return live;
}

/**
 * Asks again and again, first every 20 ms, then ever more slowly up to every 5 s, until there is an
 * answer. Undefined when time runs out first.
 */
export async function poll<T>(
  ask: () => Promise<T | undefined>,
  { waitMs = 600_000, signal }: Pick<WaitOptions, "waitMs" | "signal">,
): Promise<T | undefined> {
  const deadline = AbortSignal.timeout(Math.min(waitMs, 2 ** 31 - 1));
  const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
  for (let delayMs = 20; ; delayMs = Math.min(delayMs * 1.5, 5_000)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(delayMs, undefined, { signal: stop }).catch(() => {});
    if (signal?.aborted) throw new DynError("interrupted", "interrupted");
    if (deadline.aborted) return undefined;
  }
}

function isReached(goal: WaitGoal, live: LiveTable | undefined): boolean {
  switch (goal) {
    case "active":
      return statusOf(live) === "ACTIVE";
    case "indexes":
      return indexStatusOf(live) === "ACTIVE";
    case "exists":
      return live !== undefined;
    case "deleted":
      return live === undefined;
    default:
      return goal satisfies never;
  }
}

/** The first thing that keeps a table from being usable, else `ACTIVE`. */
export function statusOf(live: LiveTable | undefined): string {
  return live !== undefined && live.status !== "ACTIVE" ? live.status : indexStatusOf(live);
}

/** The first global index that cannot be queried yet, and why; else `ACTIVE`. */
function indexStatusOf(live: LiveTable | undefined): string {
  if (live === undefined) return "not there";
  for (const [name, index] of live.indexes) {
    if (index.backfilling) return `index ${name} BACKFILLING`;
    if (index.status !== "ACTIVE") return `index ${name} ${index.status}`;
  }
  return "ACTIVE";
}

function tooLate(table: string, goal: WaitGoal, status: string, { target }: WaitOptions): DynError {
  const unmet = {
    active: "is not ACTIVE",
    indexes: "has indexes that are not ACTIVE",
    exists: "is not there",
    deleted: "is not gone",
  }[goal];
  return new DynError("failed", `${table} on ${target} ${unmet} in time (${status})`, {
    hint: `go on waiting with: dyn table wait ${table} -t ${target} --for ${goal} --timeout 30m`,
  });
}
