import { LatencyHistogram } from "./histogram.ts";
import type { Result, TimelineRow } from "./result.ts";

export const comparedPercentiles = ["p50", "p95", "p99"] as const;
export type ComparedPercentile = (typeof comparedPercentiles)[number];

export const shareBelow: Readonly<Record<ComparedPercentile, number>> = {
  p50: 0.5,
  p95: 0.95,
  p99: 0.99,
};

/**
 * How much the seconds of a run differ from each other. Operations of one second wait for the same
 * pauses, so that a thousand of them tell less than a thousand that are independent.
 */
export interface Spread {
  /** How many operations tell as much as one independent one, at least 1, by percentile. */
  readonly clustering: Readonly<Record<ComparedPercentile, number>>;
  /** The standard error of the throughput, as a share of it. */
  readonly throughputError: number;
}

/** Fewer tell nothing of how they differ. */
const leastRows = 5;
/** More tell hardly more, and take time to be read. */
const mostRows = 600;

/**
 * The spread of a run's seconds; undefined for one that is too short to tell. Clustering is Pearson's
 * overdispersion: seconds' counts below the run's percentile against those of independent draws.
 */
export function spreadOf(result: Result): Spread | undefined {
  const rows = wholeRows(result);
  if (rows.length < leastRows) return undefined;
  const clustering = { p50: 0, p95: 0, p99: 0 };
  for (const row of rows) {
    const histogram = LatencyHistogram.decode(row.histogram);
    for (const name of comparedPercentiles) {
      const share = shareBelow[name];
      const expected = histogram.count * share;
      const off = histogram.countUpTo(result.total.latencyMs[name]) - expected;
      clustering[name] += off ** 2 / (expected * (1 - share)) / (rows.length - 1);
    }
  }
  for (const name of comparedPercentiles) clustering[name] = Math.max(1, clustering[name]);
  return { clustering, throughputError: relativeError(rows.map(rate)) };
}

/** Those of a whole second or more in which something ended, evenly thinned out where they are many. */
function wholeRows({ timeline, elapsedSeconds, load }: Result): readonly TimelineRow[] {
  const isJoined = load.order === "inTurn" || load.legs !== undefined;
  const rows = timeline.filter(
    ({ second, seconds = 1, histogram }) =>
      histogram !== "" && (isJoined || second + seconds - 1 <= elapsedSeconds),
  );
  const step = Math.ceil(rows.length / mostRows);
  return rows.filter(({ ok, failed, unknown }, at) => at % step === 0 && ok + failed + unknown > 0);
}

function rate({ ok, seconds = 1 }: TimelineRow): number {
  return ok / seconds;
}

function relativeError(values: readonly number[]): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  if (mean === 0) return 0;
  return Math.sqrt(squares / (values.length - 1) / values.length) / mean;
}
