import type { Check, Scenario } from "../../scenario/scenario.ts";
import type { Reader } from "../../targets/target.ts";
import type { CheckResult } from "../result.ts";
import type { WrittenItems } from "../written-items.ts";
import { judgeAcknowledged } from "./acknowledged.ts";
import { type CheckClock, type CheckContext, type Finding, throwIfInterrupted } from "./context.ts";
import { judgeCount } from "./count.ts";
import { judgeEvery } from "./every.ts";
import { judgeIndexMatches } from "./index-matches.ts";
import { judgeSum } from "./sum.ts";
import type { DuringFinding, DuringFindings } from "./watch.ts";

export interface CheckOptions {
  readonly clock: CheckClock;
  readonly signal?: AbortSignal;
  /** What `watchChecks` found while the load ran. */
  readonly during?: DuringFindings;
  /** What `findEarlierItems` found before the load; nothing unless told. */
  readonly earlier?: ReadonlySet<string>;
  /** Told, check by check, how many items it has read so far. */
  readonly onProgress?: (name: string, done: number) => void;
}

/**
 * Judges a scenario's checks, after its load, in their order. Rejects when the store cannot be read,
 * and with a DynError "interrupted" when the signal is aborted.
 */
export async function judgeChecks(
  scenario: Scenario,
  reader: Reader,
  written: WrittenItems,
  { clock, signal, during, earlier = new Set(), onProgress }: CheckOptions,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of scenario.checks) {
    throwIfInterrupted(signal);
    let done = 0;
    const finding = await judge(check, {
      seed: scenario.seed,
      reader,
      written,
      earlier,
      clock,
      progress: items => {
        done += items;
        onProgress?.(check.name, done);
      },
      ...(signal && { signal }),
    });
    const before = check.kind === "sum" ? during?.get(check) : undefined;
    const { ok, detail, keys } = before === undefined ? finding : merge(before, finding);
    results.push({ kind: check.kind, name: check.name, ok, detail, keys });
  }
  return results;
}

function judge(check: Check, context: CheckContext): Promise<Finding> {
  switch (check.kind) {
    case "acknowledged":
      return judgeAcknowledged(check, context);
    case "sum":
      return judgeSum(check, context);
    case "every":
      return judgeEvery(check, context);
    case "count":
      return judgeCount(check, context);
    case "indexMatches":
      return judgeIndexMatches(check, context);
    default:
      return check satisfies never;
  }
}

/** One check's findings while the load ran and after it. */
function merge(during: DuringFinding, after: Finding): Finding {
  const { violation } = during;
  const said = violation === undefined || violation === after.detail ? "" : `${violation}, `;
  return {
    ok: during.ok && after.ok,
    detail: `${after.detail} after the load; while it ran: ${said}${during.detail}`,
    keys: after.keys.length > 0 ? after.keys : during.keys,
  };
}
