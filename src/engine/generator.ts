import type { Clock, EventLoop } from "./clock.ts";
import type { Generator } from "./result.ts";

/** One core is all that one event loop can use. */
const saturatedCpuPercent = 95;
/** A loop that never rests makes every reply wait, also when other processes took its core. */
const saturatedBusyPercent = 95;
/** From half of the median on, the latencies say more of this process than of the service. */
const saturatedDelayShare = 0.5;
/** Timers of an idle machine are late by less. */
const noticeableDelayMs = 1;
/** In less, what a process does at its start is most of what it did. */
const leastWatchMs = 250;

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

/**
 * The load generator's own health, to tell a slow service from a busy process. The verdict is
 * `saturated` when the process used 95 % of a core or more, when its event loop was busy 95 % of
 * the time or more, or when the loop was late, at the median, by 1 ms or more and by half of the
 * median service time or more. A run of less than a quarter of a second, or one that sent nothing,
 * is not judged.
 */
export function assessGenerator(
  { wallMs, cpuMicros, eventLoop }: Reading,
  sent: number,
  serviceP50Ms: number,
): Generator {
  const { delayP50Ms, delayP99Ms } = eventLoop;
  const cpuPercent = wallMs > 0 ? cpuMicros / 10 / wallMs : 0;
  const eventLoopBusyPercent = eventLoop.busyShare * 100;
  const late = delayP50Ms >= noticeableDelayMs && delayP50Ms >= serviceP50Ms * saturatedDelayShare;
  const busy =
    late || cpuPercent >= saturatedCpuPercent || eventLoopBusyPercent >= saturatedBusyPercent;
  const saturated = busy && sent > 0 && wallMs >= leastWatchMs;
  return {
    cpuPercent,
    cpuMicrosPerRequest: sent > 0 ? cpuMicros / sent : 0,
    eventLoopBusyPercent,
    eventLoopDelayP99Ms: delayP99Ms,
    scheduleLagP99Ms: null,
    socketsWaitingMax: 0,
    verdict: saturated ? "saturated" : "ok",
    reasons: [],
  };
}
