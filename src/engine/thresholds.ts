import type { Metric, Threshold } from "../scenario/scenario.ts";
import type { ThresholdResult } from "./result.ts";
import type { Figures } from "./tally.ts";

/**
 * Holds results against what was asked of them. What nothing was measured for is missed, not met:
 * a latency without an operation, or an operation that does not exist.
 */
export function judge(
  thresholds: readonly Threshold[],
  total: Figures,
  operations: Readonly<Record<string, Figures>>,
): readonly ThresholdResult[] {
  return thresholds.map(threshold => {
    const { expression, operation, comparator, value, unit } = threshold;
    const stats = operation === undefined ? total : ownFigures(operations, operation);
    const actual = stats === undefined || stats.sent === 0 ? null : measure(stats, threshold);
    const ok = actual !== null && compare(actual, comparator, value);
    return { expression, comparator, limit: value, unit, actual, ok };
  });
}

function ownFigures(
  operations: Readonly<Record<string, Figures>>,
  name: string,
): Figures | undefined {
  return Object.hasOwn(operations, name) ? operations[name] : undefined;
}

function measure(stats: Figures, { metric, unit }: Threshold): number {
  const value = read(stats, metric);
  return unit === "share" ? value / stats.sent : value;
}

/** `throttled` counts attempts, of which an operation may have several, so its share may exceed 1. */
function read(stats: Figures, metric: Metric): number {
  switch (metric) {
    case "p50":
    case "p75":
    case "p90":
    case "p95":
    case "p99":
    case "max":
    case "mean":
      return stats.latencyMs[metric];
    case "p99.9":
      return stats.latencyMs.p999;
    case "throughput":
      return stats.throughput;
    case "errors":
      return stats.failed + stats.unknown;
    case "failed":
      return stats.failed;
    case "unknown":
      return stats.unknown;
    case "throttled":
      return stats.throttled;
  }
}

function compare(actual: number, comparator: Threshold["comparator"], limit: number): boolean {
  switch (comparator) {
    case "<":
      return actual < limit;
    case "<=":
      return actual <= limit;
    case ">":
      return actual > limit;
    case ">=":
      return actual >= limit;
    case "==":
      return actual === limit;
  }
}
