import type { Clock, EventLoop } from "./clock.ts";
import type { LatencyHistogram } from "./histogram.ts";
import type { Generator } from "./result.ts";
import { roundFigure } from "./round.ts";
import type { SocketsWatch } from "./sockets-watch.ts";

/** One core is all that one event loop can use. */
const saturatedCpuPercent = 95;
/** A loop that never rests makes every reply wait, also when other processes took its core. */
const saturatedBusyPercent = 95;
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
  readonly eventLoop: EventLoop;
}

/** Watches the process until the returned function is called. */
export function watchGenerator(clock: Clock): () => Reading {
  const startMs = clock.monotonic();
  const startCpuMicros = clock.cpuMicros();
  const stopWatching = clock.watchEventLoop();
  return () => ({
    eventLoop: stopWatching(),
    cpuMicros: clock.cpuMicros() - startCpuMicros,
    wallMs: clock.monotonic() - startMs,
  });
}

/** What several readings, one after the other, say together. */
export function combineReadings(readings: readonly Reading[]): Reading {
  let [wallMs, cpuMicros, busyMs, delayP50Ms, delayP99Ms] = [0, 0, 0, 0, 0];
  for (const { eventLoop, ...reading } of readings) {
    wallMs += reading.wallMs;
    cpuMicros += reading.cpuMicros;
    busyMs += eventLoop.busyShare * reading.wallMs;
    delayP50Ms = Math.max(delayP50Ms, eventLoop.delayP50Ms);
    delayP99Ms = Math.max(delayP99Ms, eventLoop.delayP99Ms);
  }
  const busyShare = wallMs > 0 ? busyMs / wallMs : 0;
  return { wallMs, cpuMicros, eventLoop: { busyShare, delayP50Ms, delayP99Ms } };
}

/** What the engine saw of its own work. */
export interface OwnWork {
  readonly sent: number;
  readonly serviceP50Ms: number;
  readonly serviceP99Ms: number;
  /** How late operations started that found a free lane; empty in a closed loop. */
  readonly lag: LatencyHistogram;
  readonly sockets: Pick<SocketsWatch, "max" | "persistent">;
}

/**
 * The load generator's own health, to tell a slow service from a busy process. The verdict is
 * `saturated` when the process used 95 % of a core or more, when its event loop was busy 95 % of
 * the time or more, when the loop was late, at the median, by 1 ms or more and by half of the
 * median service time or more, when the starts of an open loop were late, at the 99th percentile,
 * by 2 ms or more and by half of the 99th percentile of the service time or more, or when most of
 * the time requests waited for a connection. A run of less than a quarter of a second, or one that
 * sent nothing, is not judged.
 */
export function assessGenerator(reading: Reading, work: OwnWork): Generator {
  const { wallMs, cpuMicros, eventLoop } = reading;
  const { sent, lag, sockets } = work;
  const judged = sent > 0 && wallMs >= leastWatchMs;
  const cpuPercent = wallMs > 0 ? cpuMicros / 10 / wallMs : 0;
  const reasons = judged ? findReasons(cpuPercent, eventLoop, work) : [];
  return {
    cpuPercent: roundFigure(cpuPercent),
    cpuMicrosPerRequest: sent > 0 ? roundFigure(cpuMicros / sent) : 0,
    eventLoopBusyPercent: roundFigure(eventLoop.busyShare * 100),
    eventLoopDelayP99Ms: roundFigure(eventLoop.delayP99Ms),
    scheduleLagP99Ms: lag.count > 0 ? lag.percentileMs(99) : null,
    socketsWaitingMax: sockets.max,
    verdict: reasons.length > 0 ? "saturated" : "ok",
    reasons,
  };
}

function findReasons(
  cpuPercent: number,
  { busyShare, delayP50Ms }: EventLoop,
  { serviceP50Ms, serviceP99Ms, lag, sockets }: OwnWork,
): readonly string[] {
  const reasons: string[] = [];
  if (cpuPercent >= saturatedCpuPercent) reasons.push(`${Math.round(cpuPercent)} % of a core`);
  if (busyShare * 100 >= saturatedBusyPercent) {
    reasons.push(`event loop busy ${Math.round(busyShare * 100)} % of the time`);
  }
  if (delayP50Ms >= Math.max(noticeableDelayMs, serviceP50Ms * saturatedDelayShare)) {
    reasons.push(`event loop late by ${formatMs(delayP50Ms)} at the median`);
  }
  // Of fewer starts the 99th percentile is the one that was unlucky.
  const lagP99Ms = lag.count >= leastStarts ? lag.percentileMs(99) : 0;
  if (lagP99Ms >= Math.max(noticeableLagMs, serviceP99Ms * saturatedDelayShare)) {
    reasons.push(`starts late by ${formatMs(lagP99Ms)} at p99`);
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

function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1).replace(/\.0$/, "") : Math.round(ms)} ms`;
}
