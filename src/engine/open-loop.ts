import type { Alarm } from "./alarm.ts";
import type { Backlog } from "./backlog.ts";
import type { Clock } from "./clock.ts";
import { createLimiter, type Limiter } from "./limiter.ts";
import { Ring } from "./ring.ts";
import type { Arrival, Schedule } from "./schedule.ts";
import type { PaceState } from "./snapshot.ts";

/** An arrival that a lane has taken. */
export interface Due {
  /** On the monotonic clock. */
  readonly intendedMs: number;
  readonly measured: boolean;
  /** No lane was free when it was due. */
  readonly queued: boolean;
}

/** Performs one operation; must not reject. */
export type Perform = (due: Due) => Promise<unknown>;

export interface OpenLoop {
  readonly clock: Pick<Clock, "monotonic">;
  readonly alarm: Alarm;
  /** The same schedule, to start operations by and to see how far behind that is. */
  readonly schedule: Schedule;
  readonly backlog: Backlog;
  /** When the schedule begins, on the monotonic clock. */
  readonly startMs: number;
  readonly concurrency: number;
  readonly lane: () => Perform;
  /** Nothing more is started once it is aborted. */
  readonly stop: AbortSignal;
  /** Given, at once, what tells how the loop stands to its schedule; to be asked once a second or so. */
  readonly follow: (read: (nowMs: number) => PaceState) => void;
}

/** After the schedule's end what is due is still sent for so long. */
const drainMs = 10_000;
/** Each wake-up costs some 20 µs of processor time. */
const leastSleepMs = 0.25;

interface Lane {
  readonly perform: Perform;
  freeSinceMs: number;
}

/**
 * Starts operations when the schedule says, `concurrency` of them at once at most. What is due
 * while no lane is free waits in the schedule, which takes no memory, and is started in order.
 * Resolves, when all that was started has ended, with how many were due and never sent.
 */
export async function openLoop(options: OpenLoop): Promise<number> {
  const { stop } = options;
  let wake = () => {};
  try {
    return await new Promise<number>(resolve => {
      const loop = new Loop(options, resolve);
      wake = () => loop.pump();
      stop.addEventListener("abort", wake);
      options.follow(nowMs => loop.pace(nowMs));
      loop.pump();
    });
  } finally {
    stop.removeEventListener("abort", wake);
  }
}

class Loop {
  readonly #options: OpenLoop;
  readonly #limit: Limiter;
  readonly #end: (unsent: number) => void;
  /** Lanes that are free, the one that has been for longest first. */
  readonly #free: Ring<Lane>;
  #next: Arrival | undefined;
  #inFlight = 0;
  #started = 0;
  /** Those of them that are not of the warm-up. */
  #measured = 0;
  #asleep = false;
  #wokenMs = Number.NEGATIVE_INFINITY;
  #unsent = 0;

  constructor(options: OpenLoop, end: (unsent: number) => void) {
    const { concurrency, lane, startMs, schedule } = options;
    this.#options = options;
    this.#end = end;
    this.#limit = createLimiter(concurrency);
    this.#free = new Ring(concurrency);
    for (let lanes = 0; lanes < concurrency; lanes++) {
      this.#free.push({ perform: lane(), freeSinceMs: startMs });
    }
    this.#next = schedule.next();
  }

  /** Starts what is due, and sees to it that it is called again. */
  pump(): void {
    const { clock, schedule, startMs, stop } = this.#options;
    const nowMs = clock.monotonic() - startMs;
    if (stop.aborted || this.#isOverdue(nowMs)) this.#giveUp(nowMs);
    while (this.#next !== undefined && this.#next.atMs <= nowMs) {
      const lane = this.#free.shift();
      if (lane === undefined) return;
      this.#start(lane, this.#next);
      this.#next = schedule.next();
    }
    if (this.#next !== undefined) this.#sleep(this.#next.atMs - nowMs, nowMs);
    else if (this.#inFlight === 0) this.#end(this.#unsent);
  }

  #start(lane: Lane, { atMs, measured }: Arrival): void {
    const { clock, startMs } = this.#options;
    const intendedMs = startMs + atMs;
    const due: Due = { intendedMs, measured, queued: lane.freeSinceMs > intendedMs };
    this.#started++;
    if (measured) this.#measured++;
    this.#inFlight++;
    void this.#limit(() => lane.perform(due)).then(() => {
      this.#inFlight--;
      lane.freeSinceMs = clock.monotonic();
      this.#free.push(lane);
      this.pump();
    });
  }

  #sleep(delayMs: number, nowMs: number): void {
    // It wakes for an arrival that is not later than the next one.
    if (this.#asleep) return;
    this.#asleep = true;
    const sinceWokenMs = nowMs - this.#wokenMs;
    this.#options.alarm.set(Math.max(delayMs, leastSleepMs - sinceWokenMs), () => {
      this.#asleep = false;
      this.#wokenMs = this.#options.clock.monotonic() - this.#options.startMs;
      this.pump();
    });
  }

  /** How it stands to its schedule, on the monotonic clock. */
  pace(nowMs: number): PaceState {
    const { backlog, concurrency, schedule, startMs, stop } = this.#options;
    const atMs = nowMs - startMs;
    backlog.advance(atMs);
    const over = stop.aborted || backlog.endedMs !== undefined;
    return {
      targetRate: over ? null : schedule.rateAt(atMs),
      // With a lane free, what is due is about to start.
      queued:
        this.#next === undefined || this.#inFlight < concurrency ? 0 : backlog.due - this.#started,
      stopping: over,
    };
  }

  /** Whether the schedule ended too long ago; then what is due next has waited as long at least. */
  #isOverdue(nowMs: number): boolean {
    if (this.#next === undefined || nowMs - this.#next.atMs < drainMs) return false;
    const { backlog } = this.#options;
    backlog.advance(nowMs);
    return backlog.endedMs !== undefined && nowMs - backlog.endedMs >= drainMs;
  }

  #giveUp(nowMs: number): void {
    if (this.#next === undefined) return;
    this.#next = undefined;
    const { backlog } = this.#options;
    backlog.advance(nowMs);
    this.#unsent = backlog.measured - this.#measured;
  }
}
