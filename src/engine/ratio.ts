import { LatencyHistogram } from "./histogram.ts";
import type { Stats } from "./result.ts";
import { type ComparedPercentile, type Spread, shareBelow } from "./spread.ts";

/** One figure in terms of another's. */
export interface Ratio {
  readonly ratio: number;
  /** Where the ratio lies, by what the seconds of the runs tell; null where they tell nothing. */
  readonly low: number | null;
  readonly high: number | null;
  /** 1 is not within: the two differ by more than their seconds do. */
  readonly clear: boolean;
}

/** Quantiles of the normal distribution: 99 % lie between the two, as latte and others have it. */
const z = 2.576;
/** Of a histogram of three digits. */
const resolution = 0.0005;
/** A percentile with fewer independent operations beyond it is not known. */
const leastBeyond = 5;

/** Undefined when one of them has no such figure. */
export function throughputRatio(
  [one, spread]: readonly [Stats, Spread | undefined],
  [other, otherSpread]: readonly [Stats, Spread | undefined],
): Ratio | undefined {
  if (one.throughput === 0 || other.throughput === 0) return undefined;
  const error = (stats: Stats, of: Spread | undefined) =>
    of && Math.hypot(of.throughputError, 1 / Math.sqrt(stats.ok));
  return ratioOf(other.throughput / one.throughput, error(one, spread), error(other, otherSpread));
}

/** The same of a latency. */
export function latencyRatio(
  name: ComparedPercentile,
  [one, spread]: readonly [Stats, Spread | undefined],
  [other, otherSpread]: readonly [Stats, Spread | undefined],
): Ratio | undefined {
  const [a, b] = [one.latencyMs[name], other.latencyMs[name]];
  if (one.sent === 0 || other.sent === 0 || a === 0 || b === 0) return undefined;
  return ratioOf(
    b / a,
    percentileError(name, one, spread),
    percentileError(name, other, otherSpread),
  );
}

/** @param errors of the logarithms of the two figures; undefined where they are not known */
function ratioOf(ratio: number, error: number | undefined, other: number | undefined): Ratio {
  if (error === undefined || other === undefined) {
    return { ratio: rounded(ratio), low: null, high: null, clear: false };
  }
  const width = Math.exp(z * Math.hypot(error, other));
  const [low, high] = [ratio / width, ratio * width];
  return {
    ratio: rounded(ratio),
    low: rounded(low),
    high: rounded(high),
    clear: low > 1 || high < 1,
  };
}

/**
 * The standard error of a percentile's logarithm: where the values lie whose ranks independent
 * operations, as many as these amount to, may have exchanged with it.
 */
function percentileError(
  name: ComparedPercentile,
  stats: Stats,
  spread: Spread | undefined,
): number | undefined {
  if (spread === undefined || stats.histogram === "") return undefined;
  const share = shareBelow[name];
  const independent = stats.sent / spread.clustering[name];
  if (independent * (1 - share) < leastBeyond) return undefined;
  const reach = z * Math.sqrt((share * (1 - share)) / independent);
  const histogram = LatencyHistogram.decode(stats.histogram);
  const low = histogram.percentileMs(100 * Math.max(0, share - reach));
  const high = histogram.percentileMs(100 * Math.min(1, share + reach));
  if (low <= 0) return undefined;
  return Math.max(resolution, Math.log(high / low) / (2 * z));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
