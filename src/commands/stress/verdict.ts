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
  const named = results.map(result => ({ result, name: nameAmong(results, result) }));
  const checks = named.flatMap(({ result, name }) =>
    result.checks.map(check => ({ ...check, name: name + check.name })),
  );
  return failedChecks(checks) ?? missedThresholds(named);
}

interface Named {
  readonly result: Result;
  /** Before what is said of it; empty when there is no other. */
  readonly name: string;
}

/** What tells one result from the others: its client, its scenario, or both. */
function nameAmong(results: readonly Result[], { scenario, client }: Result): string {
  const scenarios = new Set(results.map(each => each.scenario)).size > 1;
  const clients = new Set(results.map(each => each.client)).size > 1;
  const parts = [...(scenarios ? [scenario] : []), ...(clients ? [client] : [])];
  return parts.length > 0 ? `${parts.join(", ")}: ` : "";
}

/** The error that names the checks that failed; undefined when all held. */
export function failedChecks(checks: readonly CheckResult[]): DynError | undefined {
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return undefined;
  return new DynError("check", `${failed.length} of ${counted(checks.length, "check")} failed`, {
    hint: failed.map(({ name, detail }) => `${name}: ${detail}`).join("\n"),
  });
}

function missedThresholds(results: readonly Named[]): DynError | undefined {
  const thresholds = results.flatMap(({ result, name }) =>
    result.thresholds.map(({ expression, ok }) => ({ expression: name + expression, ok })),
  );
  const missed = thresholds.filter(({ ok }) => !ok);
  const hint = missed.map(({ expression }) => expression).join("\n");
  const aborted = results.find(({ result }) => result.aborted !== undefined)?.result;
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
