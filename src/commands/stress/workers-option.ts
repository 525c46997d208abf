import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";
import { type Slice, shareOf } from "../../engine/slice.ts";
import { DynError } from "../../errors.ts";
import type { ScenarioFile } from "./scenarios.ts";

/** How many threads put on the load: so many, or as many as do good. */
export type WorkersChoice = number | "auto";

/** Far more cores than one machine has. */
const mostWorkers = 1024;

/** Parses a number of workers, or `auto`. */
export function workersOption(text: string): WorkersChoice {
  if (text === "auto") return text;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 1 && number <= mostWorkers) return number;
  throw new InvalidArgumentError(`It takes a number from 1 to ${mostWorkers}, or auto.`);
}

/**
 * The number of workers for one load. As many as do good are one a core, for a worker is busy with
 * its own core alone; a service on this machine needs one, too; and none without a request of its own.
 */
export function workersFor(
  choice: WorkersChoice,
  concurrency: number,
  { besideService, cores = availableParallelism() }: { besideService: boolean; cores?: number },
): number {
  if (choice !== "auto") return choice;
  const free = besideService ? cores - 1 : cores;
  return Math.max(1, Math.min(free, concurrency));
}

/**
 * Refuses a load of fewer requests in flight than it has slices: some would have nothing to do.
 * @throws DynError "usage"
 */
export function checkConcurrency(
  { file, scenario }: ScenarioFile,
  { stride }: Slice,
  workers: WorkersChoice,
): void {
  const { concurrency } = scenario.load;
  const each = workers === "auto" ? 1 : workers;
  // The last slice has the least.
  if (shareOf(concurrency, { offset: stride * each - 1, stride: stride * each }) > 0) return;
  const parts = [
    ...(stride > 1 ? [`${stride} shards`] : []),
    ...(each > 1 ? [`${each} workers`] : []),
  ].join(" with ");
  throw new DynError("usage", `${file}: ${concurrency} in flight are too few for ${parts}`, {
    hint: `each needs one at least: --concurrency ${stride * each} or more`,
  });
}
