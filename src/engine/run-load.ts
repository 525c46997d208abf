import type { Load, Scenario } from "../scenario/scenario.ts";
import type { Prepared, Target } from "../targets/target.ts";
import type { Clock } from "./clock.ts";
import { closedLoop, type Step } from "./closed-loop.ts";
import { Course } from "./course.ts";
import { Draws } from "./draws.ts";
import { assessGenerator } from "./generator.ts";
import { grace } from "./grace.ts";
import type { LoadReport, Result } from "./result.ts";
import type { Slice } from "./slice.ts";
import type { Snapshot } from "./snapshot.ts";
import { judge } from "./thresholds.ts";
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
 * An interrupted run gives what it measured until then, with `interrupted`. Rejects when an
 * operation cannot be prepared or its templates cannot be evaluated; faults of the service are
 * counted, not thrown.
 */
export async function runLoad(
  scenario: Scenario,
  target: Target,
  options: LoadOptions,
): Promise<LoadRun> {
  const prepared = await Promise.all(
    scenario.operations.map(({ action, retryConflicts }) => {
      if (action.kind === "flow") throw new TypeError("flows do not run yet");
      return target.prepare(action, {
        retryConflicts,
        ...(options.signal && { signal: options.signal }),
      });
    }),
  );
  await options.ready?.();
  const names = scenario.operations.map(({ name }) => name);
  const course = new Course(scenario.load, names, options.clock);
  const interrupted = await performLoad(scenario, prepared, course, options);
  const result = assemble(scenario, target, course, interrupted);
  return { result, written: WrittenItems.forChecks(scenario.checks) };
}

/** Starts operations until the course is over; true when it was cut short. */
async function performLoad(
  scenario: Scenario,
  prepared: readonly Prepared[],
  course: Course,
  { clock, signal, onTick }: LoadOptions,
): Promise<boolean> {
  const draws = new Draws(scenario, () => clock.now());
  const inFlight = grace(signal, clock);
  const failures: unknown[] = [];
  const fail = (error: unknown) => {
    failures.push(error);
    inFlight.cut(error);
  };
  const tick = (nowMs: number) => {
    if (course.advance(nowMs)) onTick?.(course.snapshot(nowMs), () => course.measurement());
  };
  const admit = (startMs: number) =>
    signal?.aborted === true || failures.length > 0 ? undefined : course.admit(startMs);

  const lane = (): Step => {
    const work = draws.lane();
    return async () => {
      try {
        const startMs = clock.monotonic();
        const recorder = admit(startMs);
        if (recorder === undefined) return false;
        const { operation, scope } = draws.next(work);
        const send = prepared[operation];
        if (send === undefined) return false;
        const outcome = await send(scope, inFlight.signal);
        const endMs = clock.monotonic();
        const serviceMicros = Math.round((endMs - startMs) * 1000);
        tick(endMs);
        // A closed loop intends no start but the actual one.
        recorder.record(operation, outcome, endMs, serviceMicros, serviceMicros);
        return true;
      } catch (error) {
        fail(error);
        return false;
      }
    };
  };

  const stopTicking = clock.every(tickMs, () => {
    try {
      tick(clock.monotonic());
    } catch (error) {
      fail(error);
    }
  });
  try {
    await closedLoop(scenario.load.concurrency, lane);
  } finally {
    stopTicking();
    inFlight.release();
  }
  if (failures.length > 0) throw failures[0];
  return signal?.aborted === true;
}

function assemble(
  scenario: Scenario,
  target: Target,
  course: Course,
  interrupted: boolean,
): Result {
  const { recorder, stopWatching, startedAt } = course.finish();
  // Before percentiles and encodings are computed: they are no part of the load.
  const reading = stopWatching();
  const total = recorder.total();
  const operations = recorder.operations();
  const thresholds = judge(scenario.thresholds, total, operations);
  return {
    schema: "dyn.result/1",
    scenario: scenario.name,
    description: scenario.description,
    digest: scenario.digest,
    seed: scenario.seed,
    target: target.name,
    client: target.client,
    startedAt: new Date(startedAt).toISOString(),
    elapsedSeconds: recorder.elapsedSeconds,
    load: loadReport(scenario.load),
    total,
    operations,
    timeline: recorder.timeline.rows,
    generator: assessGenerator(reading, total.sent, total.serviceMs.p50),
    thresholds,
    checks: [],
    references: Object.fromEntries(
      scenario.operations.flatMap(({ name, reference }) => (reference ? [[name, reference]] : [])),
    ),
    ...(interrupted ? { interrupted } : {}),
    ok: !interrupted && thresholds.every(({ ok }) => ok),
  };
}

function loadReport(load: Load): LoadReport {
  const { extent, pace } = load;
  return {
    kind: pace.kind,
    concurrency: load.concurrency,
    rate: null,
    arrivals: null,
    stages: [],
    warmupSeconds: load.warmupMs / 1000,
    durationSeconds: extent.kind === "duration" ? extent.durationMs / 1000 : null,
    requests: extent.kind === "requests" ? extent.requests : null,
    order: load.order,
    workers: 1,
    shard: null,
    queued: 0,
    unsent: 0,
  };
}
