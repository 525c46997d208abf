import type { Clock } from "../../../src/engine/clock.ts";

/** Waits for nothing: a pause is over at once, and time has moved on by as much. */
export function hurriedClock(): Clock & { readonly pauses: readonly number[] } {
  let nowMs = 0;
  const pauses: number[] = [];
  const unused = () => {
    throw new Error("checks pause; they neither tick nor watch");
  };
  return {
    pauses,
    now: () => Date.UTC(2026, 0, 1) + nowMs,
    monotonic: () => nowMs,
    cpuMicros: unused,
    every: unused,
    watchEventLoop: unused,
    after: (delayMs, callback) => {
      const immediate = setImmediate(() => {
        nowMs += delayMs;
        pauses.push(delayMs);
        callback();
      });
      return () => clearImmediate(immediate);
    },
  };
}
