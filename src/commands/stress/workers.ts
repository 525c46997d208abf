import { once } from "node:events";
import type { Clock } from "../../engine/clock.ts";
import { GeneratorWatch, type Reading } from "../../engine/generator.ts";
import type { LoadRun } from "../../engine/run-load.ts";
import { type Slice, sliceOf } from "../../engine/slice.ts";
import type { Snapshot } from "../../engine/snapshot.ts";
import { DynError } from "../../errors.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { mergeWorkers } from "./merge-workers.ts";
import type { WorkerTask } from "./worker-messages.ts";
import { startWorker } from "./worker-thread.ts";
import { WorkersWatch } from "./workers-watch.ts";

export interface WorkersOptions {
  readonly workers: number;
  /** What the workers have together. */
  readonly slice: Slice;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Awaited when every worker is ready, before they start together. */
  readonly ready?: () => Promise<void>;
  /** Called once a second with what all of them do together. */
  readonly onTick: (snapshot: Snapshot) => void;
}

/** All workers have heard of the start by then. */
const startDelayMs = 20;

/**
 * Puts a load on with several threads, each with a slice of it, a target and an event loop of its
 * own. They start at one moment. An aborted signal stops all of them, and what they have measured is
 * given; when one fails or dies, the others are ended.
 * @throws DynError what a worker could not do, or "failed" that one has died
 */
export async function runWorkers(
  scenario: Scenario,
  task: Omit<WorkerTask, "slice">,
  options: WorkersOptions,
): Promise<LoadRun> {
  const { workers, slice, clock, signal } = options;
  const stop = () => {
    for (const thread of threads) thread.post({ kind: "stop" });
  };
  const watch = new WorkersWatch(scenario.thresholds, options, { onTick: options.onTick, stop });
  const threads = Array.from({ length: workers }, (_, index) =>
    startWorker(
      `worker ${index + 1} of ${workers}`,
      { ...task, slice: sliceOf(slice, index, workers) },
      ({ snapshot, measured }) => watch.tick(index, snapshot, measured),
    ),
  );
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  const processor = new Processor(clock);
  try {
    await unlessAborted(Promise.all(threads.map(({ ready }) => ready)), signal);
    await options.ready?.();
    const epochMs = clock.now() + startDelayMs;
    for (const thread of threads) thread.post({ kind: "start", epochMs });
    processor.watchAfter(startDelayMs + scenario.load.warmupMs);
    const runs = await Promise.all(
      threads.map(async ({ done }, index) => {
        const run = await done;
        watch.end(index);
        return run;
      }),
    );
    const { missed } = watch;
    return mergeWorkers(scenario, runs, { reading: processor.read(), missed, signal });
  } finally {
    processor.cancel();
    signal.removeEventListener("abort", stop);
    await Promise.all(threads.map(thread => thread.end()));
  }
}

/** Starting many threads takes a while; who gives up then has measured nothing. */
async function unlessAborted(ready: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const given = new AbortController();
  const aborted = signal.aborted ? undefined : once(signal, "abort", { signal: given.signal });
  aborted?.catch(() => {});
  try {
    await Promise.race([ready, aborted]);
  } finally {
    given.abort();
  }
  if (signal.aborted) throw new DynError("interrupted", "interrupted before the load began");
}

/** Reads the processor time of the measured part. */
class Processor {
  readonly #clock: Clock;
  #watch: GeneratorWatch | undefined;
  #cancel = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watchAfter(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#watch = new GeneratorWatch(this.#clock);
    });
  }

  /** Since the measured part began; undefined when it has not. */
  read(): Reading | undefined {
    const reading = this.#watch?.stop();
    this.#watch = undefined;
    return reading;
  }

  cancel(): void {
    this.#cancel();
    this.read();
  }
}
