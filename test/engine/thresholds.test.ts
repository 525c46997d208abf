import { describe, expect, it } from "vitest";
import { judge } from "../../src/engine/thresholds.ts";
import type { Threshold } from "../../src/scenario/scenario.ts";
import { latency, stats } from "../reporters/sample.ts";

const total = stats({
  sent: 1000,
  ok: 985,
  failed: 10,
  unknown: 5,
  throttled: 20,
  throughput: 98.5,
  latencyMs: latency({ p50: 5, p75: 6, p90: 7, p95: 8, p99: 9, p999: 10, max: 11, mean: 5.5 }),
});
const operations = { read: stats({ sent: 1, latencyMs: latency({ p95: 20 }) }), idle: stats() };

function judgeOne(change: Partial<Threshold>) {
  const threshold: Threshold = {
    expression: "as written",
    metric: "p95",
    comparator: "<",
    value: 8,
    unit: "ms",
    ...change,
  };
  return judge([threshold], total, operations)[0];
}

describe("a threshold", () => {
  it.each([
    ["p50", "ms", 5],
    ["p75", "ms", 6],
    ["p90", "ms", 7],
    ["p95", "ms", 8],
    ["p99", "ms", 9],
    ["p99.9", "ms", 10],
    ["max", "ms", 11],
    ["mean", "ms", 5.5],
    ["throughput", "perSecond", 98.5],
    ["errors", "share", 0.015],
    ["errors", "count", 15],
    ["failed", "share", 0.01],
    ["failed", "count", 10],
    ["unknown", "count", 5],
    ["unknown", "share", 0.005],
    ["throttled", "count", 20],
    ["throttled", "share", 0.02],
  ] as const)("on %s in %s reads %d", (metric, unit, actual) => {
    expect(judgeOne({ metric, unit })?.actual).toBe(actual);
  });

  it.each([
    ["<", 8, false],
    ["<", 8.1, true],
    ["<=", 8, true],
    ["<=", 7.9, false],
    [">", 8, false],
    [">", 7.9, true],
    [">=", 8, true],
    [">=", 8.1, false],
    ["==", 8, true],
    ["==", 8.1, false],
  ] as const)("p95 %s %d of 8 ms: %s", (comparator, value, ok) => {
    expect(judgeOne({ comparator, value })).toMatchObject({ ok, limit: value, comparator });
  });

  it("may be about one operation", () => {
    expect(judgeOne({ operation: "read" })).toMatchObject({ actual: 20, ok: false });
  });

  it.each(["idle", "toString"])("is missed where nothing was measured (%s)", operation => {
    expect(judgeOne({ operation, metric: "errors" })).toMatchObject({ actual: null, ok: false });
  });
});
