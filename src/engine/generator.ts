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

/** Watches the load generator's own health, to tell a slow service from a busy process. */
export class GeneratorWatch {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #startCpuMicros: number;
  readonly #stopWatching: () => EventLoop;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.monotonic();
    this.#startCpuMicros = clock.cpuMicros();
    this.#stopWatching = clock.watchEventLoop();
  }

  /**
   * Ends the watch. The verdict is `saturated` when the process used 95 % of a core or more, when
   * its event loop was busy 95 % of the time or more, or when the loop was late, at the median, by
   * 1 ms or more and by half of the median service time or more. A run of less than a quarter of
   * a second, or one that sent nothing, is not judged.
   */
  finish(sent: number, serviceP50Ms: number): Generator {
    const { busyShare, delayP50Ms, delayP99Ms } = this.#stopWatching();
    const cpuMicros = this.#clock.cpuMicros() - this.#startCpuMicros;
    const wallMs = this.#clock.monotonic() - this.#startMs;
    const cpuPercent = wallMs > 0 ? cpuMicros / 10 / wallMs : 0;
    const eventLoopBusyPercent = busyShare * 100;
    const late =
      delayP50Ms >= noticeableDelayMs && delayP50Ms >= serviceP50Ms * saturatedDelayShare;
    const busy =
      late || cpuPercent >= saturatedCpuPercent || eventLoopBusyPercent >= saturatedBusyPercent;
    const saturated = busy && sent > 0 && wallMs >= leastWatchMs;
    return {
      cpuPercent,
      cpuMicrosPerRequest: sent > 0 ? cpuMicros / sent : 0,
      eventLoopBusyPercent,
      eventLoopDelayP99Ms: delayP99Ms,
      scheduleLagP99Ms: null,
      verdict: saturated ? "saturated" : "ok",
    };
  }
}
