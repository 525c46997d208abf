import type { CheckResult, Result } from "../../engine/result.ts";
import { DynError } from "../../errors.ts";
import { counted, formatCount } from "../../output/units.ts";
import { failureText } from "../../reporters/findings.ts";
import type { Outcome } from "./variants.ts";

/** The error that tells the worst of how variants went; undefined when all is well. */
export function worst(outcomes: readonly Outcome[]): DynError | undefined {
  const results = outcomes.flatMap(outcome => outcome.results);
  const shown = verdict(results);
  const failures = outcomes.flatMap(({ variant, failure }) =>
    failure === undefined ? [] : [{ label: variant.label, failure }],
  );
  const cut = failures.find(({ failure }) => failure.kind === "interrupted")?.failure;
  if (shown?.kind === "interrupted" || cut !== undefined) return cut ?? shown;
  const [first] = failures;
  if (first === undefined) return shown;
  const { kind, hint, problems } = first.failure;
  const message = failures.map(({ label, failure }) => `${label}: ${failure.message}`).join("\n");
  return new DynError(kind, message, { hint, problems, cause: first.failure });
}

/** The error that tells the worst of what some results show; undefined when all is well. */
export function verdict(results: readonly Result[]): DynError | undefined {
  if (results.some(({ interrupted }) => interrupted)) {
    return new DynError("interrupted", "interrupted");
  }
  for (const result of results) {
    const failure = failureText(result);
    if (failure !== undefined) {
      const targets = new Set(results.map(({ target }) => target)).size > 1;
      const name = targets ? `${result.scenario} on ${result.target}` : result.scenario;
      return new DynError("failed", `${name}: ${failure}`, { hint: codesOf(result) });
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

/** What tells one result from the others: its scenario, its target, its client. */
function nameAmong(results: readonly Result[], { scenario, target, client }: Result): string {
  const differ = (read: (result: Result) => string) => new Set(results.map(read)).size > 1;
  const targets = differ(each => each.target);
  const parts = [
    ...(differ(each => each.scenario) ? [scenario] : []),
    ...(targets ? [target] : []),
    // Stores of two kinds have no client in common.
    ...(!targets && differ(each => each.client) ? [client] : []),
  ];
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
