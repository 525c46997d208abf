import { mergeTimelines } from "./merge-timelines.ts";
import { blame, type Part } from "./mergeable.ts";
import type { Result, Stats, TimelineRow } from "./result.ts";
import { roundFigure } from "./round.ts";
import { Tally } from "./tally.ts";
import { joinTimelines } from "./timeline-grid.ts";

/** When one part had its turn of an operation, in milliseconds since the epoch. */
interface Turn {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly stats: Stats;
  readonly rows: readonly TimelineRow[];
}

/**
 * Parts whose operations had their turns, one after the other: each operation is measured from its
 * earliest start to its latest end, the total in the time of all of them, as in one part.
 */
export function mergeTurns(
  parts: readonly Part[],
): Pick<Result, "elapsedSeconds" | "total" | "operations" | "timeline"> {
  const turns = new Map<string, Turn[]>();
  for (const part of parts) {
    for (const [name, turn] of turnsOf(part)) {
      const same = turns.get(name);
      if (same === undefined) turns.set(name, [turn]);
      else same.push(turn);
    }
  }
  const total = new Tally();
  const operations: [string, Stats][] = [];
  const timelines: (readonly TimelineRow[])[] = [];
  let elapsedMs = 0;
  for (const [operation, same] of turns) {
    const startMs = Math.min(...same.map(turn => turn.startMs));
    const lengthMs = Math.max(...same.map(turn => turn.endMs)) - startMs;
    const sum = new Tally();
    for (const { name, stats } of same) sum.add(blame(name, () => Tally.of(stats)));
    total.add(sum);
    const ownSeconds = roundFigure(lengthMs) / 1000;
    operations.push([operation, { ...sum.stats(ownSeconds), elapsedSeconds: ownSeconds }]);
    elapsedMs += lengthMs;
    timelines.push(
      mergeTimelines(
        same.map(({ name, rows, ...turn }) => ({
          name,
          rows,
          offsetSeconds: Math.round((turn.startMs - startMs) / 1000),
        })),
      ),
    );
  }
  const elapsedSeconds = roundFigure(elapsedMs) / 1000;
  return {
    elapsedSeconds,
    total: total.stats(elapsedSeconds),
    operations: Object.fromEntries(operations),
    timeline: joinTimelines(timelines),
  };
}

/** By operation, in their order; the measured times of a part follow each other, each after a warm-up. */
function turnsOf({ name, result }: Part): readonly (readonly [string, Turn])[] {
  const { operations, load } = result;
  const seconds = secondsOf(result);
  const rows = [...result.timeline];
  let startMs = Date.parse(result.startedAt);
  return Object.entries(operations).map(([operation, stats], position) => {
    const endMs = startMs + (seconds[position] ?? 0) * 1000;
    const turn = { name, startMs, endMs, stats, rows: takeRows(rows, stats.sent) };
    startMs = endMs + load.warmupSeconds * 1000;
    return [operation, turn] as const;
  });
}

/**
 * How long each operation was measured. Where an older result does not tell, the throughput does, or
 * else what the others leave.
 */
function secondsOf({ operations, elapsedSeconds }: Result): readonly number[] {
  const known = Object.values(operations).map(
    ({ elapsedSeconds: own, ok, throughput }) =>
      own ?? (throughput > 0 ? ok / throughput : undefined),
  );
  const left = known.reduce<number>((rest, each) => rest - (each ?? 0), elapsedSeconds);
  const share = Math.max(0, left) / known.filter(each => each === undefined).length;
  return known.map(each => each ?? share);
}

/** The rows in which so many operations ended, counted from 1 again. */
function takeRows(rows: TimelineRow[], sent: number): readonly TimelineRow[] {
  const own: TimelineRow[] = [];
  let left = sent;
  while (left > 0) {
    const row = rows.shift();
    if (row === undefined) break;
    own.push(row);
    left -= row.ok + row.failed + row.unknown;
  }
  return joinTimelines([own]);
}
