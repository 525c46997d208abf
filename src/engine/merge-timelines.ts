import { blame } from "./mergeable.ts";
import type { TimelineRow } from "./result.ts";
import { Interval } from "./timeline.ts";
import { rowLength, rowStart } from "./timeline-grid.ts";

interface Offset {
  readonly name: string;
  /** Since the earliest one's start. */
  readonly offsetSeconds: number;
  readonly rows: readonly TimelineRow[];
}

/**
 * Rows that were at the same time, to the second, add up; seconds in which nobody ran have rows
 * too. Where rows stand for several seconds, a row counts where its first second belongs.
 */
export function mergeTimelines(timelines: readonly Offset[]): readonly TimelineRow[] {
  const together = new Map<number, { readonly name: string; readonly row: TimelineRow }[]>();
  let last = 0;
  for (const { name, offsetSeconds, rows } of timelines) {
    for (const row of rows) {
      const start = rowStart(row.second + offsetSeconds);
      last = Math.max(last, row.second + offsetSeconds + (row.seconds ?? 1) - 1);
      const same = together.get(start);
      if (same === undefined) together.set(start, [{ name, row }]);
      else same.push({ name, row });
    }
  }
  const merged: TimelineRow[] = [];
  const sum = new Interval();
  for (let second = 1; second <= last; second += rowLength(second)) {
    const seconds = Math.min(rowLength(second), last - second + 1);
    merged.push(mergeRows(together.get(second) ?? [], sum, second, seconds));
  }
  return merged;
}

function mergeRows(
  rows: readonly { readonly name: string; readonly row: TimelineRow }[],
  sum: Interval,
  second: number,
  seconds: number,
): TimelineRow {
  sum.reset();
  for (const { name, row } of rows) blame(name, () => sum.addRow(row));
  return sum.row(second, seconds);
}
