import { DynError } from "../errors.ts";
import type { Load, Scenario } from "../scenario/scenario.ts";
import type { Target } from "../targets/target.ts";
import { AbortJudge } from "./abort-judge.ts";
import type { Alarm } from "./alarm.ts";
import { assembleResult } from "./assemble.ts";
import type { Clock } from "./clock.ts";
import { Course, type Finished } from "./course.ts";
import type { Performer } from "./flow.ts";
import { grace } from "./grace.ts";
import { drawsOf, type Leg } from "./leg.ts";
import { Pacing } from "./pacing.ts";
import { performClosed, performOpen } from "./perform-load.ts";
import { preparePerformers } from "./performers.ts";
import type { Result } from "./result.ts";
import { type Slice, shareOf, whole } from "./slice.ts";
import type { Snapshot } from "./snapshot.ts";
import { SocketsWatch } from "./sockets-watch.ts";
import { Stop } from "./stop.ts";
import { WrittenItems } from "./written-items.ts";

/** The whole load, or a slice of it, without the checks. */
export interface LoadRun {
  /** Its checks are not judged yet. */
  readonly result: Result;
  readonly written: WrittenItems;
}

/** Statistics of a run under way; there is nothing in them during the warm-up. */
export type Measurement = Pick<Result, "elapsedSeconds" | "total" | "operations">;

export interface LoadOptions {
  readonly clock: Clock;
  /** The part of the load to put on; all of it unless told. */
  readonly slice?: Slice;
  /** Which of several legs it is, whose draws no other one has; the only one unless told. */
  readonly leg?: Leg;
  /** Cuts the run short: nothing more is started, and what is in flight gets 2 s to end. */
  readonly signal?: AbortSignal;
  /** Awaited when everything is prepared, before anything is sent: slices start together. */
  readonly ready?: () => Promise<void>;
  /** Called once a second; what it throws ends the run. `measure` gives what was measured so far. */
  readonly onTick?: (snapshot: Snapshot, measure: () => Measurement) => void;
}

/** How soon a second that is over is noticed while nothing ends. */
const tickMs = 200;

/**
 * Puts the scenario's load on the target and measures it; tables and items are there already.
 * An interrupted run gives what it measured until then, with `interrupted`; one that a missed
 * threshold ended, with `aborted`. Rejects when an operation cannot be prepared or its templates
 * cannot be evaluated; faults of the service are counted, not thrown.
 * @throws DynError "invalid" when the slice has no share of the concurrency
 */
export async function runLoad(
  scenario: Scenario,
  target: Target,
  options: LoadOptions,
): Promise<LoadRun> {
  const { clock, signal, leg, slice = whole } = options;
  const load = sliceLoad(scenario.load, slice);
  const written = WrittenItems.forChecks(scenario.checks);
  const performers = await preparePerformers(scenario, target, written, options);
  const alarm = load.pace.kind === "open" ? await clock.alarm() : undefined;
  try {
    await options.ready?.();
    const pacing = new Pacing();
    const sockets = new SocketsWatch(target);
    const stop = new Stop();
    const draws = drawsOf(slice, leg);
    const parts = { scenario, load, slice, draws, performers, pacing, sockets, stop };
    const turns: Finished[] = [];
    // Those that never had their turn are in the result all the same.
    for (const turn of turnsOf(scenario)) {
      turns.push(await performTurn(parts, turn, alarm, options));
    }
    const interrupted = signal?.aborted === true;
    const result = assembleResult(
      { scenario, target, slice, pacing, sockets, interrupted, aborted: stop.missed },
      turns,
    );
    return { result, written };
  } finally {
    alarm?.close();
  }
}

/** undefined: all operations together. */
function turnsOf({ load, operations }: Scenario): readonly (number | undefined)[] {
  return load.order === "mixed" ? [undefined] : [...operations.keys()];
}

function sliceLoad(load: Load, slice: Slice): Load {
  const concurrency = shareOf(load.concurrency, slice);
  if (concurrency === 0) {
    throw new DynError(
      "invalid",
      `${load.concurrency} in flight are too few for ${slice.stride} parts`,
      {
        hint: `raise the concurrency to ${slice.stride} or more`,
      },
    );
  }
  const { extent } = load;
  if (extent.kind === "duration") return { ...load, concurrency };
  const requests = shareOf(extent.requests, slice);
  return { ...load, concurrency, extent: { kind: "requests", requests } };
}

interface Parts {
  readonly scenario: Scenario;
  readonly load: Load;
  readonly slice: Slice;
  readonly draws: Slice;
  readonly performers: readonly Performer[];
  readonly pacing: Pacing;
  readonly sockets: SocketsWatch;
  readonly stop: Stop;
}

/** Performs a load to its end, or until something stops it. */
async function performTurn(
  parts: Parts,
  turn: number | undefined,
  alarm: Alarm | undefined,
  { clock, signal, onTick }: LoadOptions,
): Promise<Finished> {
  const { scenario, load, slice, sockets, stop } = parts;
  const names = scenario.operations.map(({ name }) => name);
  const course = new Course(load, turn === undefined ? names : names.slice(turn, turn + 1), clock);
  const abort = new AbortJudge(scenario.thresholds, slice);
  const inFlight = grace(stop.signal, clock);
  const interrupt = () => stop.interrupt();
  if (signal?.aborted === true) interrupt();
  else signal?.addEventListener("abort", interrupt, { once: true });
  const tick = (nowMs: number) => {
    if (!course.advance(nowMs)) return;
    const snapshot = course.snapshot(nowMs);
    onTick?.(snapshot, () => course.measurement());
    const missed = abort.findMissed(course, nowMs);
    if (missed !== undefined) stop.miss(missed);
  };
  const stopTicking = clock.every(tickMs, () => {
    try {
      const nowMs = clock.monotonic();
      if (course.measuredMs(nowMs) !== undefined) sockets.sample();
      tick(nowMs);
    } catch (error) {
      stop.fail(error);
      inFlight.cut(error);
    }
  });
  try {
    const part = { ...parts, turn, course, clock, inFlight, tick };
    if (load.pace.kind === "closed") await performClosed(part);
    else if (alarm !== undefined) await performOpen(part, load.pace, alarm);
  } finally {
    stopTicking();
    inFlight.release();
    signal?.removeEventListener("abort", interrupt);
  }
  stop.throwFailure();
  // Before percentiles and encodings are computed: they are no part of the load.
  return course.finish();
}
