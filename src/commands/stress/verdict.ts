import type { CheckResult, Result } from "../../engine/result.ts";
import { DynError } from "../../errors.ts";
import { counted, formatCount } from "../../output/units.ts";
import { failureText } from "../../reporters/findings.ts";

/** The error that tells the worst of what some results show; undefined when all is well. */
export function verdict(results: readonly Result[]): DynError | undefined {
  if (results.some(({ interrupted }) => interrupted)) {
    return new DynError("interrupted", "interrupted");
  }
  for (const result of results) {
    const failure = failureText(result);
    if (failure !== undefined) {
      return new DynError("failed", `${result.scenario}: ${failure}`, { hint: codesOf(result) });
    }
  }
  return failedChecks(results.flatMap(({ checks }) => checks)) ?? missedThresholds(results);
}

/** The error that names the checks that failed; undefined when all held. */
export function failedChecks(checks: readonly CheckResult[]): DynError | undefined {
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return undefined;
  return new DynError("check", `${failed.length} of ${counted(checks.length, "check")} failed`, {
    hint: failed.map(({ name, detail }) => `${name}: ${detail}`).join("\n"),
  });
}

function missedThresholds(results: readonly Result[]): DynError | undefined {
  const thresholds = results.flatMap(result => result.thresholds);
  const missed = thresholds.filter(({ ok }) => !ok);
  const hint = missed.map(({ expression }) => expression).join("\n");
  const aborted = results.find(result => result.aborted !== undefined);
  if (aborted !== undefined) {
    const what = `${aborted.scenario}: stopped, as ${aborted.aborted} was missed`;
    return new DynError("threshold", what, missed.length > 1 ? { hint } : {});
  }
  if (missed.length === 0) return undefined;
  const what = `${missed.length} of ${counted(thresholds.length, "threshold")} missed`;
  return new DynError("threshold", what, { hint });
}

function codesOf({ total }: Result): string {
  return Object.entries(total.errors)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${formatCount(count)} times`)
    .join(", ");
}
