import { InvalidArgumentError } from "commander";
import { DynError } from "../../errors.ts";
import type { Overrides } from "../../scenario/override.ts";
import { parseRate, rateForm } from "../../scenario/quantity.ts";
import type { Arrivals } from "../../scenario/scenario.ts";
import type { Report } from "./report-option.ts";
import type { ShardChoice } from "./shard-option.ts";
import type { StartAt } from "./start-option.ts";
import type { ClientChoice } from "./variants.ts";
import type { WorkersChoice } from "./workers-option.ts";

/** The flags of `stress run`; times in milliseconds. */
export interface RunOptions {
  readonly duration?: number;
  readonly requests?: number;
  readonly warmup?: number;
  readonly concurrency?: number;
  /** A second. */
  readonly rate?: number;
  readonly arrivals?: Arrivals;
  readonly seed?: number;
  /** Absent: wire. */
  readonly client?: ClientChoice;
  readonly workers: WorkersChoice;
  readonly shard?: ShardChoice;
  readonly startAt?: StartAt;
  readonly threshold?: readonly string[];
  readonly report?: readonly Report[];
  /** How many turns each of several targets has. */
  readonly interleave?: number;
  /** Of PostgreSQL that dyn starts itself. */
  readonly replicas?: number;
  readonly setup: boolean;
  readonly setupOnly?: boolean;
  readonly checksOnly?: boolean;
}

/** Parses `2000/s` and `300/m`; a rate of 0 is told with the scenario. */
export function rateOption(text: string): number {
  const rate = parseRate(text);
  if (rate !== undefined) return rate;
  throw new InvalidArgumentError(`It takes ${rateForm}.`);
}

/** What flags say otherwise than a scenario's file. */
export function overridesOf(options: RunOptions): Overrides {
  return {
    durationMs: options.duration,
    requests: options.requests,
    warmupMs: options.warmup,
    concurrency: options.concurrency,
    ratePerSecond: options.rate,
    arrivals: options.arrivals,
    seed: options.seed,
    thresholds: options.threshold,
  };
}

/**
 * Refuses flags that contradict each other, or that would do nothing beside another one.
 * @param sideBySide whether there are several targets
 * @throws DynError "usage"
 */
export function checkOptions(options: RunOptions, runs: number, sideBySide: boolean): void {
  if (!options.setup && options.setupOnly) {
    throw new DynError("usage", "--setup-only and --no-setup leave nothing to do");
  }
  const reports = options.report !== undefined && options.report.length > 0;
  const idle: readonly (readonly [flag: string, given: boolean])[] = [
    ["--workers", options.workers !== 1],
    ["--start-at", options.startAt !== undefined],
    ["--report", reports],
    ["--interleave", options.interleave !== undefined],
  ];
  if (options.setupOnly) {
    refuse("--setup-only runs no load", [...idle, ["--checks-only", options.checksOnly === true]]);
  }
  if (options.checksOnly) {
    refuse("--checks-only runs no load", [
      ...idle,
      ["--shard", options.shard !== undefined],
      ["--client all", options.client === "all"],
    ]);
  }
  if (options.startAt !== undefined && runs > 1) {
    throw new DynError("usage", `--start-at is one moment, and here are ${runs} runs`, {
      hint: "give one scenario, one target and one client",
    });
  }
  if (options.interleave !== undefined && !sideBySide) {
    throw new DynError("usage", "--interleave is for several targets, and here is one", {
      hint: "name them: -t memory -t local",
    });
  }
  if (options.shard !== undefined && sideBySide && !options.setupOnly) {
    throw new DynError("usage", "--shard is for one target, and here are several", {
      hint: "run each target by itself, and merge its shards with dyn stress merge",
    });
  }
}

function refuse(why: string, flags: readonly (readonly [flag: string, given: boolean])[]): void {
  const given = flags.find(([, is]) => is);
  if (given === undefined) return;
  throw new DynError("usage", `${why}, so ${given[0]} has nothing to do`, {
    hint: `leave out one of the two`,
  });
}
