import type { LatencyMs, Result, Stats } from "../../src/engine/result.ts";
import type { Snapshot } from "../../src/engine/snapshot.ts";
import type { Paint } from "../../src/output/paint.ts";

/** Marks what would be coloured, so that tests see it. */
export const marks: Paint = {
  red: text => `<red>${text}</red>`,
  green: text => `<green>${text}</green>`,
  yellow: text => `<yellow>${text}</yellow>`,
  cyan: text => text,
  dim: text => text,
  bold: text => text,
};

export const plain: Paint = {
  red: text => text,
  green: text => text,
  yellow: text => text,
  cyan: text => text,
  dim: text => text,
  bold: text => text,
};

export function latency(change: Partial<LatencyMs> = {}): LatencyMs {
  return {
    min: 0,
    mean: 0,
    p50: 0,
    p75: 0,
    p90: 0,
    p95: 0,
    p99: 0,
    p999: 0,
    max: 0,
    ...change,
  };
}

export function stats(change: Partial<Stats> = {}): Stats {
  const { sent = 0, ok = sent } = change;
  return {
    sent,
    ok,
    failed: 0,
    unknown: 0,
    attempts: sent,
    retries: 0,
    throttled: 0,
    conflicts: 0,
    restarts: 0,
    items: ok,
    throughput: sent / 10,
    itemThroughput: sent / 10,
    latencyMs: latency(),
    serviceMs: latency(),
    errors: {},
    throttles: {},
    capacity: { read: 0, write: 0, resources: {} },
    histogram: "",
    serviceHistogram: "",
    ...change,
  };
}

export function result(change: Partial<Result> = {}): Result {
  const validate = stats({
    sent: 75_612,
    latencyMs: latency({ p50: 6.03, p95: 11.4, p99: 16.9, max: 48.127 }),
  });
  const create = stats({
    sent: 4201,
    latencyMs: latency({ p50: 7.2, p95: 13, p99: 119.5, max: 1051 }),
  });
  return {
    schema: "dyn.result/1",
    scenario: "user-sessions",
    description: "",
    digest: "",
    seed: 42,
    target: "memory",
    client: "wire",
    startedAt: "2026-01-01T00:00:00.000Z",
    elapsedSeconds: 10,
    load: {
      kind: "closed",
      concurrency: 64,
      rate: null,
      arrivals: null,
      stages: [],
      warmupSeconds: 0,
      durationSeconds: 10,
      requests: null,
      order: "mixed",
      workers: 1,
      shard: null,
      queued: 0,
      unsent: 0,
    },
    total: stats({
      sent: 79_813,
      latencyMs: latency({ p50: 6.1, p95: 11.8, p99: 17.2, max: 1051 }),
    }),
    operations: { validate, create },
    timeline: [],
    generator: {
      cpuPercent: 61.2,
      cpuMicrosPerRequest: 73,
      eventLoopBusyPercent: 70.4,
      eventLoopDelayP99Ms: 3,
      scheduleLagP99Ms: null,
      socketsWaitingMax: 0,
      verdict: "ok",
      reasons: [],
    },
    thresholds: [],
    checks: [],
    references: {},
    ok: true,
    ...change,
  };
}

export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    phase: "measured",
    elapsedMs: 3000,
    remaining: { kind: "duration", remainingMs: 6800 },
    opsPerSecond: 8412,
    p50Ms: 6.1,
    p95Ms: 11.8,
    p99Ms: 17.2,
    ok: 25_000,
    failed: 0,
    unknown: 0,
    history: [3000, 5000, 7000, 8412],
    targetRate: null,
    queued: 0,
    stopping: false,
    throttled: 0,
    histogram: "",
    ...change,
  };
}
