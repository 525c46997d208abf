import { LatencyHistogram } from "../../src/engine/histogram.ts";
import type { Result, Stats, TimelineRow } from "../../src/engine/result.ts";
import { result, stats } from "./sample.ts";

/** What would break a page, a table or a document that took it for its own. */
export const hostile = `</script><img src=x onerror="fail()"> |\`]]>&amp;'"`;

/** Latencies from 1 ms up, as a queue has them: many short ones, few long ones. */
export function histogram(count: number, scaleMs = 1): LatencyHistogram {
  const values = new LatencyHistogram();
  for (let at = 0; at < count; at++) {
    values.record(Math.round(1000 * scaleMs * (1 - Math.log(1 - at / count))));
  }
  return values;
}

/** Statistics with a histogram that they agree with. */
export function measuredStats(count: number, scaleMs = 1, change: Partial<Stats> = {}): Stats {
  const values = histogram(count, scaleMs);
  return stats({
    sent: count,
    latencyMs: values.latencyMs(),
    serviceMs: values.latencyMs(),
    histogram: values.encode(),
    serviceHistogram: values.encode(),
    ...change,
  });
}

function row(second: number, change: Partial<TimelineRow> = {}): TimelineRow {
  const values = histogram(100);
  return {
    second,
    ok: 100,
    failed: 0,
    unknown: 0,
    p50: values.percentileMs(50),
    p95: values.percentileMs(95),
    p99: values.percentileMs(99),
    throttled: 0,
    histogram: values.encode(),
    ...change,
  };
}

/** A result with real histograms, all well. */
export function measuredResult(change: Partial<Result> = {}): Result {
  return result({
    description: "Session validation on every request",
    elapsedSeconds: 4.2,
    operations: { validate: measuredStats(360, 2), create: measuredStats(60, 4) },
    total: measuredStats(420, 2),
    timeline: [row(1), row(2), row(3), row(4), row(5, { ok: 20 })],
    ...change,
  });
}

/** A result of an open loop in which everything went wrong that can, under names that are hostile. */
export function troubledResult(change: Partial<Result> = {}): Result {
  const errors = { [hostile]: 3, InternalServerError: 1 };
  const throttles = { "TableWriteKeyRangeThroughputExceeded on Events/index/ByType": 7 };
  const base = measuredResult();
  return measuredResult({
    scenario: hostile,
    description: hostile,
    target: hostile,
    load: {
      ...base.load,
      kind: "open",
      rate: 105,
      arrivals: "poisson",
      stages: [
        { ratePerSecond: 50, seconds: 2, ramp: false },
        { ratePerSecond: 150, seconds: 2, ramp: true },
      ],
      queued: 12,
      unsent: 5,
    },
    operations: {
      [hostile]: measuredStats(360, 2, { failed: 2, unknown: 2, ok: 356, errors, throttles }),
      ["a-name-that-is-far-too-long-for-any-column-".repeat(4)]: measuredStats(60, 4),
    },
    total: measuredStats(420, 2, {
      ok: 416,
      failed: 2,
      unknown: 2,
      throttled: 7,
      errors,
      throttles,
      capacity: { read: 10, write: 20.5, resources: { [hostile]: { read: 10, write: 20.5 } } },
    }),
    timeline: [row(1), row(2, { failed: 2, unknown: 2, throttled: 7 }), row(3), row(4)],
    generator: {
      ...base.generator,
      scheduleLagP99Ms: 12,
      verdict: "saturated",
      reasons: [`event loop ${hostile}`],
    },
    thresholds: [
      { expression: "p95 < 1ms", comparator: "<", limit: 1, unit: "ms", actual: 8, ok: false },
      { expression: hostile, comparator: "<", limit: 1, unit: "ms", actual: null, ok: false },
      {
        expression: "errors < 5%",
        comparator: "<",
        limit: 0.05,
        unit: "share",
        actual: 0,
        ok: true,
      },
    ],
    checks: [
      {
        kind: "sum",
        name: hostile,
        ok: false,
        detail: hostile,
        keys: [`{"Id":${JSON.stringify(hostile)}}`],
      },
      { kind: "every", name: "no negative quantity", ok: true, detail: "50 items", keys: [] },
    ],
    references: { [hostile]: { throughput: 100, p95: 15 } },
    ok: false,
    ...change,
  });
}
