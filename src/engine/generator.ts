import type { Clock } from "./clock.ts";
import type { Generator } from "./result.ts";

/** One core is all that one event loop can use. */
const saturatedCpuPercent = 95;
/** Half of what was measured at the 99th percentile was then perhaps this process and not the service. */
const saturatedDelayShare = 0.5;
/** Shorter delays are within what timers and garbage collection cause on an idle machine. */
const noticeableDelayMs = 5;

/** Watches the load generator's own health, to tell a slow service from a busy process. */
export class GeneratorWatch {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #startCpuMicros: number;
  readonly #stopWatching: () => number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.monotonic();
    this.#startCpuMicros = clock.cpuMicros();
    this.#stopWatching = clock.watchEventLoop();
  }

  /**
   * Ends the watch. The verdict is `saturated` when the process used 95 % of a core or more, or
   * when its event loop ran late, at p99, by 5 ms or more and by half of the measured p99 or more.
   */
  finish(sent: number, serviceP99Ms: number): Generator {
    const eventLoopDelayP99Ms = this.#stopWatching();
    const cpuMicros = this.#clock.cpuMicros() - this.#startCpuMicros;
    const wallMs = this.#clock.monotonic() - this.#startMs;
    const cpuPercent = wallMs > 0 ? cpuMicros / 10 / wallMs : 0;
    const late =
      eventLoopDelayP99Ms >= noticeableDelayMs &&
      eventLoopDelayP99Ms >= serviceP99Ms * saturatedDelayShare;
    return {
      cpuPercent,
      cpuMicrosPerRequest: sent > 0 ? cpuMicros / sent : 0,
      eventLoopDelayP99Ms,
      scheduleLagP99Ms: null,
      verdict: late || cpuPercent >= saturatedCpuPercent ? "saturated" : "ok",
    };
  }
}
