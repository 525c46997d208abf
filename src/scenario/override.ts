import { DynError } from "../errors.ts";
import type { Extent, Scenario } from "./scenario.ts";
import { parseThreshold } from "./threshold.ts";

/** What flags may say otherwise than a scenario's file; absent members leave it as it is. */
export interface Overrides {
  readonly durationMs?: number | undefined;
  readonly requests?: number | undefined;
  readonly warmupMs?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly seed?: number | undefined;
  /** Held besides those of the file. */
  readonly thresholds?: readonly string[] | undefined;
}

/**
 * The scenario with the flags' values in place of its own.
 * @throws DynError "usage" for a duration of nothing, for one and a request count at once, and for
 * thresholds that cannot be understood or name no operation of the scenario.
 */
export function override(scenario: Scenario, overrides: Overrides): Scenario {
  const { load } = scenario;
  const operations = scenario.operations.map(({ name }) => name);
  const added = overrides.thresholds?.map(text => parseThreshold(text, operations)) ?? [];
  return {
    ...scenario,
    seed: overrides.seed ?? scenario.seed,
    load: {
      ...load,
      warmupMs: overrides.warmupMs ?? load.warmupMs,
      extent: extentOf(overrides) ?? load.extent,
      concurrency: overrides.concurrency ?? load.concurrency,
    },
    thresholds: [...scenario.thresholds, ...added],
  };
}

function extentOf({ durationMs, requests }: Overrides): Extent | undefined {
  if (durationMs !== undefined && requests !== undefined) {
    throw new DynError("usage", "a run has a duration or a number of requests, not both", {
      hint: "leave out --duration or --requests",
    });
  }
  if (durationMs === 0) {
    throw new DynError("usage", "a run takes some time: at least 1ms", {
      hint: "give --duration more, such as 10s; --setup-only prepares and runs nothing",
    });
  }
  if (durationMs !== undefined) return { kind: "duration", durationMs };
  return requests === undefined ? undefined : { kind: "requests", requests };
}
