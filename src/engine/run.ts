import type { Scenario } from "../scenario/scenario.ts";
import type { Target } from "../targets/target.ts";
import { judgeChecks } from "./checks/judge.ts";
import type { Result } from "./result.ts";
import { type LoadOptions, runLoad } from "./run-load.ts";

export type RunOptions = LoadOptions;

/**
 * Puts the scenario's load on the target, measures it, and judges the scenario's checks; tables and
 * items are there already. An interrupted run gives what it measured until then, with
 * `interrupted`, and judges no checks. Rejects when an operation cannot be prepared or its templates
 * cannot be evaluated; faults of the service are counted, not thrown.
 */
export async function run(
  scenario: Scenario,
  target: Target,
  options: RunOptions,
): Promise<Result> {
  const { result, written } = await runLoad(scenario, target, options);
  if (result.interrupted) return result;
  const checks = await judgeChecks(scenario, target.reader, written, options);
  return withChecks(result, checks);
}

/** The result with its checks judged. */
export function withChecks(result: Result, checks: Result["checks"]): Result {
  return { ...result, checks, ok: result.ok && checks.every(({ ok }) => ok) };
}
