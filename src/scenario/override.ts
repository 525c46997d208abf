import { DynError } from "../errors.ts";
import { steadyPace } from "./pace.ts";
import {
  type Arrivals,
  type Extent,
  type Load,
  mostStarts,
  mostStartsText,
  type Pace,
  type Scenario,
} from "./scenario.ts";
import { parseThreshold } from "./threshold.ts";

/** What flags may say otherwise than a scenario's file; absent members leave it as it is. */
export interface Overrides {
  readonly durationMs?: number | undefined;
  readonly requests?: number | undefined;
  readonly warmupMs?: number | undefined;
  readonly concurrency?: number | undefined;
  /** Makes the load an open loop with this rate all the time; takes the place of stages, too. */
  readonly ratePerSecond?: number | undefined;
  readonly arrivals?: Arrivals | undefined;
  readonly seed?: number | undefined;
  /** Held besides those of the file. */
  readonly thresholds?: readonly string[] | undefined;
}

/**
 * The scenario with the flags' values in place of its own.
 * @throws DynError "usage" for a duration of nothing, for one and a request count at once, for
 * either with stages, for a rate of 0 or beyond the most, for arrivals without a rate, and for thresholds
 * that cannot be understood or name no operation of the scenario.
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
      extent: extentOf(load, overrides) ?? load.extent,
      concurrency: overrides.concurrency ?? load.concurrency,
      pace: paceOf(load, overrides),
    },
    thresholds: [...scenario.thresholds, ...added],
  };
}

function extentOf(
  { pace }: Load,
  { durationMs, requests, ratePerSecond }: Overrides,
): Extent | undefined {
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
  const extent = durationMs ?? requests;
  if (extent !== undefined && ratePerSecond === undefined && hasStages(pace)) {
    const flag = durationMs === undefined ? "--requests" : "--duration";
    throw new DynError("usage", `the scenario has stages, which say how long it lasts`, {
      hint: `leave out ${flag}, or give --rate, which takes the place of the stages`,
    });
  }
  if (durationMs !== undefined) return { kind: "duration", durationMs };
  return requests === undefined ? undefined : { kind: "requests", requests };
}

function paceOf({ pace }: Load, { ratePerSecond, arrivals }: Overrides): Pace {
  const before = pace.kind === "open" ? pace.arrivals : "constant";
  if (ratePerSecond !== undefined) {
    if (ratePerSecond > mostStarts) {
      throw new DynError("usage", mostStartsText, { hint: "give --rate less, such as 500/s" });
    }
    if (ratePerSecond > 0) return steadyPace(ratePerSecond, arrivals ?? before);
    throw new DynError("usage", "a rate is above 0", {
      hint: "give --rate more, such as 500/s; without a rate a load is a closed loop",
    });
  }
  if (arrivals === undefined) return pace;
  if (pace.kind === "open") return { ...pace, arrivals };
  throw new DynError("usage", "--arrivals is for an open loop, and the scenario has no rate", {
    hint: "give a rate, too: --rate 500/s",
  });
}

function hasStages(pace: Pace): boolean {
  return pace.kind === "open" && pace.stages.some(({ durationMs }) => Number.isFinite(durationMs));
}
