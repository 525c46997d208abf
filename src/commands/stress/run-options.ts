import { InvalidArgumentError } from "commander";
import { DynError } from "../../errors.ts";
import type { Overrides } from "../../scenario/override.ts";
import { parseRate, rateForm } from "../../scenario/quantity.ts";
import type { Arrivals } from "../../scenario/scenario.ts";
import type { ClientChoice } from "./clients.ts";
import type { Report } from "./report-option.ts";
import type { ShardChoice } from "./shard-option.ts";
import type { StartAt } from "./start-option.ts";
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
  readonly client: ClientChoice;
  readonly workers: WorkersChoice;
  readonly shard?: ShardChoice;
  readonly startAt?: StartAt;
  readonly threshold?: readonly string[];
  readonly report?: readonly Report[];
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
 * @throws DynError "usage"
 */
export function checkOptions(options: RunOptions, runs: number): void {
  if (!options.setup && options.setupOnly) {
    throw new DynError("usage", "--setup-only and --no-setup leave nothing to do");
  }
  const reports = options.report !== undefined && options.report.length > 0;
  const idle: readonly (readonly [flag: string, given: boolean])[] = [
    ["--workers", options.workers !== 1],
    ["--start-at", options.startAt !== undefined],
    ["--report", reports],
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
      hint: "give one scenario and one client",
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
