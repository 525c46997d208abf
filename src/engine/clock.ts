import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { type Alarm, createAlarm } from "./alarm.ts";

/** How an event loop did while it was watched. */
export interface EventLoop {
  /** How late it ran its timers. */
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
}

/** All that the engine knows of time and of its own processor use. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never goes back. */
  monotonic(): number;
  /** Processor time that this process has used so far, in microseconds. */
  cpuMicros(): number;
  /** Time in which the event loop of this thread had work so far: with no rest everything queues. */
  busyMs(): number;
  /** Calls back again and again until the returned function is called. */
  every(intervalMs: number, callback: () => void): () => void;
  /** Calls back once unless the returned function is called before. */
  after(delayMs: number, callback: () => void): () => void;
  /** Resolves when signals, timers and sockets have had their turn. */
  turn(): Promise<void>;
  /** Timers of a fraction of a millisecond, one at a time; to be closed in the end. */
  alarm(): Promise<Alarm>;
  /** Watches the event loop until the returned function is called. */
  watchEventLoop(): () => EventLoop;
}

const eventLoopResolutionMs = 10;

/** A clock of the running machine: the caller's readings, and its timers. */
export function systemClock(readings: Pick<Clock, "now" | "monotonic" | "cpuMicros">): Clock {
  return {
    now: () => readings.now(),
    monotonic: () => readings.monotonic(),
    cpuMicros: () => readings.cpuMicros(),
    busyMs: () => performance.eventLoopUtilization().active,
    every(intervalMs, callback) {
      const timer = setInterval(callback, intervalMs);
      return () => clearInterval(timer);
    },
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    turn: () => setImmediate(),
    alarm: createAlarm,
    watchEventLoop() {
      const histogram = monitorEventLoopDelay({ resolution: eventLoopResolutionMs });
      // Node records the time between two timers: their interval and the delay together.
      const delayMs = (percentile: number) =>
        Math.max(0, histogram.percentile(percentile) / 1e6 - eventLoopResolutionMs);
      histogram.enable();
      return () => {
        histogram.disable();
        return { delayP50Ms: delayMs(50), delayP99Ms: delayMs(99) };
      };
    },
  };
}
