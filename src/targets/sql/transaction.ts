import type { Isolation } from "../../scenario/scenario.ts";
import type { Database } from "../../sql/database.ts";
import type { Outcome, Transact } from "../target.ts";
import { Underway } from "./underway.ts";

/** Performs bodies as transactions of one isolation. */
export function transactOn(
  database: Database,
  isolation: Isolation,
  retryConflicts: number,
): Transact {
  return async (body, signal) => {
    let last: Outcome | undefined;
    let tries = 0;
    let attempts = 0;
    const options = { isolation, retryConflicts, ...(signal && { signal }) };
    const answer = await database.transact(options, async sql => {
      const within = new Underway(isolation, sql);
      last = undefined;
      const outcome = await body(within);
      last = outcome;
      tries += 1;
      attempts += outcome.attempts;
      const { fault } = within;
      return { commit: outcome.status === "ok", value: outcome, ...(fault && { fault }) };
    });
    // A try that never came to its body was one all the same.
    attempts += Math.max(0, answer.attempts - tries);
    const { conflicts } = answer;
    const { requests = 1, ...outcome } = last ?? nothingDone;
    const taken = { attempts, conflicts, ...(requests > 1 && { requests }) };
    if ("value" in answer) return { ...outcome, ...taken };
    // What was read, and what a condition said, counts for nothing now.
    const { captured, conditionFailed, ...rest } = outcome;
    return { ...rest, status: answer.outcome, code: answer.fault.code, items: 0, ...taken };
  };
}

const nothingDone: Outcome = {
  status: "failed",
  attempts: 0,
  throttles: [],
  conflicts: 0,
  items: 0,
  consumed: [],
};
