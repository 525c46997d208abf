import type { Result } from "../../engine/result.ts";
import { DynError } from "../../errors.ts";
import { formatCount } from "../../output/units.ts";

/** The error that tells the worst of what some results show; undefined when all is well. */
export function verdict(results: readonly Result[]): DynError | undefined {
  if (results.some(({ interrupted }) => interrupted)) {
    return new DynError("interrupted", "interrupted");
  }
  const failed = results.find(({ total }) => total.sent > 0 && total.ok === 0);
  if (failed !== undefined) return everyOneFailed(failed);
  const thresholds = results.flatMap(result => result.thresholds);
  const missed = thresholds.filter(({ ok }) => !ok);
  if (missed.length === 0) return undefined;
  return new DynError("threshold", `${missed.length} of ${thresholds.length} thresholds missed`, {
    hint: missed.map(({ expression }) => expression).join("\n"),
  });
}

function everyOneFailed({ scenario, total }: Result): DynError {
  const codes = Object.entries(total.errors)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${formatCount(count)} times`);
  const message = `${scenario}: all ${formatCount(total.sent)} operations failed`;
  return new DynError("failed", message, { hint: codes.join(", ") });
}
