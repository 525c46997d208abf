import type { Clock, EventLoop } from "./clock.ts";
import type { Pacing } from "./pacing.ts";
import type { Generator } from "./result.ts";
import { roundFigure } from "./round.ts";
import type { SocketsWatch } from "./sockets-watch.ts";

/** One core is all that one event loop can use. */
const saturatedCpuPercent = 95;
/** A loop that never rests makes every reply wait, also when other processes took its core. */
const saturatedBusyPercent = 95;
/** Of so much of the time p95 and p99 are made, whatever the rest was like. */
const saturatedTimeShare = 0.1;
/** Of so many operations p99 is made. */
const noticeableQueueShare = 0.01;
/** From half of the median on, the latencies say more of this process than of the service. */
const saturatedDelayShare = 0.5;
/** Timers of an idle machine are late by less. */
const noticeableDelayMs = 1;
/** So are 99 of 100 starts of a machine that does little else. */
const noticeableLagMs = 2;
/** In less, what a process does at its start is most of what it did. */
const leastWatchMs = 250;
const leastStarts = 500;

/** What a process did while it made load. */
export interface Reading {
  readonly wallMs: number;
  readonly cpuMicros: number;
  /** How long the event loop had work. */
  readonly busyMs: number;
  /** How long the seconds were, together, in which it had work 95 % of the time or more. */
  readonly saturatedMs: number;
  readonly eventLoop: EventLoop;
}

/** Watches the process from when it is created until it is stopped. */
export class GeneratorWatch {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #startCpuMicros: number;
  readonly #startBusyMs: number;
  readonly #stopWatching: () => EventLoop;
  #lap: { readonly startMs: number; readonly busyMs: number };
  #saturatedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.monotonic();
    this.#startCpuMicros = clock.cpuMicros();
    this.#startBusyMs = clock.busyMs();
    this.#stopWatching = clock.watchEventLoop();
    this.#lap = { startMs: this.#startMs, busyMs: this.#startBusyMs };
  }

  /** To be called once a second: looks at the second by itself. What is left in the end is not. */
  lap(): void {
    const { startMs, busyMs } = this.#lap;
    this.#lap = { startMs: this.#clock.monotonic(), busyMs: this.#clock.busyMs() };
    const wallMs = this.#lap.startMs - startMs;
    if (percentOf(this.#lap.busyMs - busyMs, wallMs) >= saturatedBusyPercent) {
      this.#saturatedMs += wallMs;
    }
  }

  stop(): Reading {
    return {
      eventLoop: this.#stopWatching(),
      cpuMicros: this.#clock.cpuMicros() - this.#startCpuMicros,
      busyMs: this.#clock.busyMs() - this.#startBusyMs,
      saturatedMs: this.#saturatedMs,
      wallMs: this.#clock.monotonic() - this.#startMs,
    };
  }
}

/** What several readings, one after the other, say together. */
export function combineReadings(readings: readonly Reading[]): Reading {
  const sum = (read: (reading: Reading) => number) =>
    readings.reduce((total, reading) => total + read(reading), 0);
  const worst = (read: (eventLoop: EventLoop) => number) =>
    Math.max(0, ...readings.map(({ eventLoop }) => read(eventLoop)));
  return {
    wallMs: sum(({ wallMs }) => wallMs),
    cpuMicros: sum(({ cpuMicros }) => cpuMicros),
    busyMs: sum(({ busyMs }) => busyMs),
    saturatedMs: sum(({ saturatedMs }) => saturatedMs),
    eventLoop: {
      delayP50Ms: worst(({ delayP50Ms }) => delayP50Ms),
      delayP99Ms: worst(({ delayP99Ms }) => delayP99Ms),
    },
  };
}

/** What the engine saw of its own work. */
export interface OwnWork {
  readonly sent: number;
  readonly serviceP50Ms: number;
  readonly serviceP99Ms: number;
  readonly pacing: Pick<Pacing, "lag" | "queued">;
  readonly sockets: Pick<SocketsWatch, "max" | "persistent">;
}

/**
 * The load generator's own health, to tell a slow service from a busy process. The verdict is
 * `saturated` when
 * - the process used 95 % of a core or more;
 * - its event loop was busy 95 % of the time or more, or was so in a tenth of the seconds;
 * - the loop was late, at the median, by 1 ms or more and by half of the median service time or more;
 * - the starts of an open loop were late, at the 99th percentile, by 2 ms or more and by half of the
 *   99th percentile of the service time or more, or the loop was as late as that while one operation
 *   in a hundred had to wait for others to end;
 * - most of the time requests waited for a connection.
 *
 * A run of less than a quarter of a second, or one that sent nothing, is not judged.
 */
export function assessGenerator(reading: Reading, work: OwnWork): Generator {
  const { wallMs, cpuMicros, busyMs, eventLoop } = reading;
  const { sent, pacing, sockets } = work;
  const judged = sent > 0 && wallMs >= leastWatchMs;
  const reasons = judged ? findReasons(reading, work) : [];
  return {
    cpuPercent: roundFigure(percentOf(cpuMicros / 1000, wallMs)),
    cpuMicrosPerRequest: sent > 0 ? roundFigure(cpuMicros / sent) : 0,
    eventLoopBusyPercent: roundFigure(percentOf(busyMs, wallMs)),
    eventLoopDelayP99Ms: roundFigure(eventLoop.delayP99Ms),
    scheduleLagP99Ms: pacing.lag.count > 0 ? pacing.lag.percentileMs(99) : null,
    socketsWaitingMax: sockets.max,
    verdict: reasons.length > 0 ? "saturated" : "ok",
    reasons,
  };
}

function findReasons(
  { wallMs, cpuMicros, busyMs, saturatedMs, eventLoop }: Reading,
  { sent, serviceP50Ms, serviceP99Ms, pacing, sockets }: OwnWork,
): readonly string[] {
  const reasons: string[] = [];
  const cpuPercent = percentOf(cpuMicros / 1000, wallMs);
  if (cpuPercent >= saturatedCpuPercent) reasons.push(`${Math.round(cpuPercent)} % of a core`);
  const busyPercent = percentOf(busyMs, wallMs);
  if (busyPercent >= saturatedBusyPercent) {
    reasons.push(`event loop busy ${Math.round(busyPercent)} % of the time`);
  } else if (saturatedMs >= wallMs * saturatedTimeShare) {
    const [some, all] = [saturatedMs, wallMs].map(ms => Math.round(ms / 1000));
    reasons.push(`event loop busy ${saturatedBusyPercent} % or more for ${some} of ${all} s`);
  }
  const { delayP50Ms, delayP99Ms } = eventLoop;
  if (delayP50Ms >= Math.max(noticeableDelayMs, serviceP50Ms * saturatedDelayShare)) {
    reasons.push(`event loop late by ${formatMs(delayP50Ms)} at the median`);
  }
  const noticeableMs = Math.max(noticeableLagMs, serviceP99Ms * saturatedDelayShare);
  const { lag, queued } = pacing;
  // Of fewer starts the 99th percentile is the one that was unlucky.
  const lagP99Ms = lag.count >= leastStarts ? lag.percentileMs(99) : 0;
  if (lagP99Ms >= noticeableMs) reasons.push(`starts late by ${formatMs(lagP99Ms)} at p99`);
  // What is queued has no lateness of its own: a loop that was late kept the lanes from being free.
  if (sent >= leastStarts && queued >= sent * noticeableQueueShare && delayP99Ms >= noticeableMs) {
    const late = `the event loop was late by ${formatMs(delayP99Ms)} at p99`;
    reasons.push(`${queued} operations queued while ${late}`);
  }
  if (sockets.persistent) {
    reasons.push(
      sockets.max === 1
        ? "1 request waited for a connection"
        : `${sockets.max} requests waited for a connection`,
    );
  }
  return reasons;
}

function percentOf(partMs: number, wallMs: number): number {
  return wallMs > 0 ? (partMs / wallMs) * 100 : 0;
}

function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1).replace(/\.0$/, "") : Math.round(ms)} ms`;
}
