import type { Scenario } from "../../scenario/scenario.ts";
import type { Reader } from "../../targets/target.ts";
import type { Clock } from "../clock.ts";
import type { CheckResult } from "../result.ts";
import type { WrittenItems } from "../written-items.ts";

export interface CheckOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Judges a scenario's checks, after its load, in their order. Rejects when the store cannot be read. */
export async function judgeChecks(
  scenario: Scenario,
  _reader: Reader,
  _written: WrittenItems,
  _options: CheckOptions,
): Promise<readonly CheckResult[]> {
  if (scenario.checks.length > 0) throw new TypeError("checks are not judged yet");
  return [];
}
