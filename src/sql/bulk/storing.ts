import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs } from "../backoff.ts";
import type { SqlFault } from "../database.ts";
import type { Batch, Stored } from "./batch.ts";

export interface StoringEvents {
  /** Rows from one to before another are done; so many of them were stored. */
  onStored(from: number, to: number, stored: number): void;
  /** The table does not take this one. */
  onRefused(at: number, fault: SqlFault): void;
}

/** What ended a load, and whether the rows under way may be stored all the same. */
export class LoadFault extends Error {
  readonly fault: SqlFault;
  readonly effect: "none" | "possible";

  constructor(fault: SqlFault, effect: "none" | "possible") {
    super(fault.message, { cause: fault.cause });
    this.fault = fault;
    this.effect = effect;
  }
}

const mostConflicts = 10;

/**
 * Stores a batch, which has been sent as a whole before where `sent` is given; of one that is refused for the sake of a row, its halves, and so on until that row
 * stands alone. Throws a LoadFault for what no other rows would mend.
 */
export async function storeAll(
  batch: Batch,
  events: StoringEvents,
  sent?: Promise<Stored>,
): Promise<void> {
  const parts: [from: number, to: number][] = [[0, batch.count]];
  let first = sent;
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const [from, to] = part;
    const result = await patiently(() => batch.store(from, to), first);
    first = undefined;
    if (result.ok) events.onStored(from, to, result.stored);
    else if (!isOfRows(result.fault)) throw new LoadFault(result.fault, result.effect);
    else if (to - from === 1) events.onRefused(from, result.fault);
    else {
      const middle = (from + to) >>> 1;
      parts.push([middle, to], [from, middle]);
    }
  }
}

/** Once more after a deadlock, some times over. */
async function patiently(store: () => Promise<Stored>, sent?: Promise<Stored>): Promise<Stored> {
  for (let tries = 1; ; tries += 1) {
    const result = await (tries === 1 && sent !== undefined ? sent : store());
    if (result.ok || result.fault.kind !== "conflict" || tries === mostConflicts) return result;
    await sleep(backoffMs("conflict", tries));
  }
}

/** Classes of SQLSTATE: data, constraints, limits, what triggers raise. */
const classesOfRows = ["22", "23", "54", "P0", "45"];
/** Those of which MySQL has no SQLSTATE of its own. */
const mysqlErrnosOfRows = new Set([1264, 1265, 1292, 1364, 1366, 1406, 3140, 3819, 4025, 1690]);

/** Whether a row is to blame, and not the table, the user or the server. */
function isOfRows({ kind, code, cause }: SqlFault): boolean {
  if (kind === "constraint") return true;
  if (kind !== "other") return false;
  const { sqlState, errno } = { ...(cause as { sqlState?: unknown; errno?: unknown }) };
  const state = typeof sqlState === "string" ? sqlState : code;
  return (
    classesOfRows.includes(state.slice(0, 2)) ||
    (typeof errno === "number" && mysqlErrnosOfRows.has(errno))
  );
}
