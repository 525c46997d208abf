import { monitorEventLoopDelay } from "node:perf_hooks";

/** All that the engine knows of time and of its own processor use. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never goes back. */
  monotonic(): number;
  /** Processor time that this process has used so far, in microseconds. */
  cpuMicros(): number;
  /** Calls back again and again until the returned function is called. */
  every(intervalMs: number, callback: () => void): () => void;
  /** Calls back once unless the returned function is called before. */
  after(delayMs: number, callback: () => void): () => void;
  /** Watches how late the event loop runs its timers; the returned function ends it and gives the p99 in ms. */
  watchEventLoop(): () => number;
}

const eventLoopResolutionMs = 10;

/** A clock of the running machine: the caller's readings, and its timers. */
export function systemClock(readings: Pick<Clock, "now" | "monotonic" | "cpuMicros">): Clock {
  return {
    now: () => readings.now(),
    monotonic: () => readings.monotonic(),
    cpuMicros: () => readings.cpuMicros(),
    every(intervalMs, callback) {
      const timer = setInterval(callback, intervalMs);
      return () => clearInterval(timer);
    },
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    watchEventLoop() {
      const histogram = monitorEventLoopDelay({ resolution: eventLoopResolutionMs });
      histogram.enable();
      return () => {
        histogram.disable();
        // Node records the time between two timers: their interval and the delay together.
        return Math.max(0, histogram.percentile(99) / 1e6 - eventLoopResolutionMs);
      };
    },
  };
}
