import type { TimelineRow } from "./result.ts";

/** Rows of how many seconds follow each other until when; the last length has no end. */
const grid = [
  { seconds: 1, until: 7_200 },
  { seconds: 10, until: 79_200 },
  { seconds: 60, until: Number.POSITIVE_INFINITY },
] as const;

/** How many seconds the row stands for that a second, counted from 1, belongs to. */
export function rowLength(second: number): number {
  return grid.find(({ until }) => second <= until)?.seconds ?? 1;
}

/** The first second of the row that a second belongs to. */
export function rowStart(second: number): number {
  let from = 0;
  for (const { seconds, until } of grid) {
    if (second <= until) return second - ((second - from - 1) % seconds);
    from = until;
  }
  return second;
}

/** The rows of timelines that follow each other as those of one, its seconds counted from 1. */
export function joinTimelines(
  timelines: readonly (readonly TimelineRow[])[],
): readonly TimelineRow[] {
  let second = 1;
  return timelines.flat().map(row => {
    const joined = { ...row, second };
    second += row.seconds ?? 1;
    return joined;
  });
}
