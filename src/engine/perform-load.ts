import { located } from "../errors.ts";
import type { Load, Scenario } from "../scenario/scenario.ts";
import type { Outcome } from "../targets/target.ts";
import type { Alarm } from "./alarm.ts";
import { Backlog } from "./backlog.ts";
import type { Clock } from "./clock.ts";
import { type After, closedLoop } from "./closed-loop.ts";
import type { Course } from "./course.ts";
import { type Drawn, Draws } from "./draws.ts";
import type { Performer } from "./flow.ts";
import type { Grace } from "./grace.ts";
import { openLoop } from "./open-loop.ts";
import type { Pacing } from "./pacing.ts";
import type { Recorder } from "./recorder.ts";
import { Respite } from "./respite.ts";
import { type OpenPace, Schedule } from "./schedule.ts";
import type { Slice } from "./slice.ts";
import type { Stop } from "./stop.ts";

/** One load, of all operations or of one that has its turn. */
export interface Part {
  readonly scenario: Scenario;
  /** What the slice has of the load. */
  readonly load: Load;
  readonly slice: Slice;
  /** Those of its draws: where the load has several legs, fewer than its arrivals. */
  readonly draws: Slice;
  readonly turn: number | undefined;
  readonly performers: readonly Performer[];
  readonly course: Course;
  readonly pacing: Pacing;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly inFlight: Grace;
  /** Called whenever an operation has ended. */
  readonly tick: (nowMs: number) => void;
}

/**
 * How long a lane of a load that time ends rests after a connection was refused: a loop would do
 * nothing else. One that a number of requests ends only ends later for it.
 */
const pauseMs = 100;
const hopelessCodes: ReadonlySet<string | undefined> = new Set([
  "ConnectionRefused",
  "ConnectionDenied",
  "ConnectionFailed",
  "HostNotFound",
  "HostUnreachable",
  "CertificateRejected",
  "TlsFailed",
  "TlsRefused",
  "PasswordRefused",
]);

/** Starts operations, each when the one before in its lane has ended, until the course is over. */
export async function performClosed(part: Part): Promise<void> {
  const { clock, course, load, stop } = part;
  const draws = createDraws(part);
  const respite = new Respite(clock);
  const rests = load.extent.kind === "duration";
  const lane = () => {
    const work = draws.lane();
    return async (): Promise<After> => {
      try {
        let startMs = clock.monotonic();
        if (respite.isDue(startMs)) {
          await respite.take();
          startMs = clock.monotonic();
        }
        const recorder = stop.signal.aborted ? undefined : course.admit(startMs);
        if (recorder === undefined) return "end";
        // A closed loop intends no start but the actual one.
        const { status, code } = await perform(part, draws.next(work), recorder, startMs, startMs);
        return rests && status !== "ok" && hopelessCodes.has(code) ? "pause" : "next";
      } catch (error) {
        fail(part, error);
        return "end";
      }
    };
  };
  const pause = () => new Promise<void>(resolve => void clock.after(pauseMs, resolve));
  await closedLoop(load.concurrency, lane, pause);
}

/** Starts operations when the schedule says, until it is over and what was due is sent or given up. */
export async function performOpen(part: Part, pace: OpenPace, alarm: Alarm): Promise<void> {
  const { scenario, clock, course, load, pacing, slice, stop } = part;
  const { startMs } = course;
  // In turn, operations whose turn never came are owed by nobody.
  if (stop.signal.aborted) return;
  const draws = createDraws(part);
  const respite = new Respite(clock);
  // The whole load's: the slice takes its own arrivals of it.
  const createSchedule = () => new Schedule(scenario.load, pace, scenario.seed, slice);
  const schedule = createSchedule();
  pacing.unsent += await openLoop({
    clock,
    alarm,
    schedule,
    backlog: new Backlog(createSchedule()),
    startMs,
    concurrency: load.concurrency,
    stop: stop.signal,
    follow: read => course.follow(read),
    lane: () => {
      const work = draws.lane();
      return async ({ intendedMs, measured, queued }) => {
        try {
          // Before anything is waited for: arrival k of the schedule is draw k.
          const drawn = draws.next(work);
          // What found a free lane was started by the event loop, or soon leaves it to itself.
          if (queued && respite.isDue(clock.monotonic())) await respite.take();
          const actualMs = clock.monotonic();
          const recorder = course.place(measured);
          if (measured) pacing.start(actualMs - intendedMs, queued);
          await perform(part, drawn, recorder, intendedMs, actualMs);
        } catch (error) {
          fail(part, error);
        }
      };
    },
  });
  if (!stop.signal.aborted) course.cover(startMs + schedule.endMs);
}

function createDraws({ scenario, draws: slice, turn, clock }: Part): Draws {
  const now = () => clock.now();
  return new Draws(scenario, { now, slice, ...(turn !== undefined && { turn }) });
}

async function perform(
  { scenario, performers, clock, inFlight, tick, turn }: Part,
  { operation, scopes }: Drawn,
  recorder: Recorder,
  intendedMs: number,
  startMs: number,
): Promise<Outcome> {
  const performer = performers[operation];
  if (performer === undefined) throw new RangeError(`no operation ${operation}`);
  let outcome: Outcome;
  try {
    outcome = await performer(scopes, inFlight.signal);
  } catch (error) {
    throw located(error, scenario.operations[operation]?.name ?? "");
  }
  const endMs = clock.monotonic();
  tick(endMs);
  const latencyMicros = Math.round((endMs - intendedMs) * 1000);
  const serviceMicros =
    startMs === intendedMs ? latencyMicros : Math.round((endMs - startMs) * 1000);
  // A recorder of a turn knows one operation.
  recorder.record(turn === undefined ? operation : 0, outcome, endMs, latencyMicros, serviceMicros);
  return outcome;
}

function fail({ stop, inFlight }: Part, error: unknown): void {
  stop.fail(error);
  inFlight.cut(error);
}
