import type { CheckClock } from "../../../src/engine/checks/context.ts";

/** Waits for nothing: a pause is over at once, and time has moved on by as much. */
export function hurriedClock(): CheckClock & { readonly pauses: readonly number[] } {
  let nowMs = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => Date.UTC(2026, 0, 1) + nowMs,
    monotonic: () => nowMs,
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
