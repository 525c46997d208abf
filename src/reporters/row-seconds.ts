import type { Result, TimelineRow } from "../engine/result.ts";

/** How many seconds a row stands for: the last one ends with the last operation. */
export function rowSeconds(
  { second, seconds = 1 }: TimelineRow,
  { elapsedSeconds, load }: Pick<Result, "elapsedSeconds" | "load">,
): number {
  // Each operation that had its turn ends with a shorter row, so rows take longer than the run; so may legs.
  if (load.order === "inTurn" || load.legs !== undefined) return seconds;
  return Math.max(0, Math.min(seconds, elapsedSeconds - (second - 1)));
}
