import fc from "fast-check";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../../src/engine/histogram.ts";
import { Tally } from "../../src/engine/tally.ts";
import { outcome } from "./scripted-target.ts";

describe("latencies", () => {
  it("have the percentiles of what was recorded, to three digits", () => {
    const histogram = new LatencyHistogram();
    for (let micros = 1000; micros > 0; micros--) histogram.record(micros * 100);
    const latency = histogram.latencyMs();
    expect(latency.min).toBe(0.1);
    expect(latency.max).toBe(100);
    const exact = { p50: 50, p75: 75, p90: 90, p95: 95, p99: 99, p999: 99.9, mean: 50.05 } as const;
    for (const [point, ms] of Object.entries(exact)) {
      const measured = latency[point as keyof typeof exact];
      expect(Math.abs(measured - ms) / ms).toBeLessThan(0.001);
    }
  });

  it("are exact when there is one", () => {
    const histogram = new LatencyHistogram();
    histogram.record(1_234_567);
    expect(new Set(Object.values(histogram.latencyMs()))).toEqual(new Set([1234.567]));
  });

  it("are zero when there is none, or when it took no time", () => {
    const histogram = new LatencyHistogram();
    expect(new Set(Object.values(histogram.latencyMs()))).toEqual(new Set([0]));
    histogram.record(0);
    expect(new Set(Object.values(histogram.latencyMs()))).toEqual(new Set([0]));
    histogram.record(5000);
    expect(histogram.latencyMs()).toMatchObject({ min: 0, max: 5 });
  });

  it("are the same when they are computed one by one", () => {
    const histogram = new LatencyHistogram();
    for (let micros = 1; micros < 20_000; micros += 7) histogram.record(micros);
    expect({ ...histogram.lazyMs() }).toEqual(histogram.latencyMs());
  });

  it("beyond an hour count as an hour", () => {
    const histogram = new LatencyHistogram();
    histogram.record(7_200_000_000);
    expect(histogram.latencyMs().max).toBe(3_600_000);
  });
});

describe("a tally", () => {
  it("records the time of every operation, whatever its outcome", () => {
    const tally = new Tally();
    tally.record(outcome(), 1000, 1000);
    tally.record(outcome({ status: "failed", code: "A" }), 2000, 2000);
    tally.record(outcome({ status: "unknown", code: "Timeout" }), 30_000_000, 30_000_000);
    const stats = tally.stats(1);
    expect(stats.latencyMs).toMatchObject({ min: 1, max: 30_000 });
    const histogram = decodeFromCompressedBase64(stats.histogram);
    expect(histogram.totalCount).toBe(stats.sent);
    expect(histogram.getValueAtPercentile(50)).toBe(2000);
  });

  it("keeps latency and service time apart", () => {
    const tally = new Tally();
    tally.record(outcome(), 9000, 2000);
    const { latencyMs, serviceMs } = tally.stats(1);
    expect([latencyMs.p50, serviceMs.p50]).toEqual([9, 2]);
  });

  it("keeps service times from the first on, also where they begin to differ late", () => {
    const times = fc.array(
      fc.tuple(fc.nat(50_000), fc.option(fc.nat(50_000), { nil: undefined })),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(times, times, (mine, others) => {
        const [tally, other] = [new Tally(), new Tally()];
        const service = new LatencyHistogram();
        const parts = [
          [tally, mine],
          [other, others],
        ] as const;
        for (const [part, all] of parts) {
          for (const [latencyMicros, serviceMicros = latencyMicros] of all) {
            part.record(outcome(), latencyMicros, serviceMicros);
            service.record(serviceMicros);
          }
        }
        tally.add(other);
        const stats = tally.stats(1);
        expect(stats.serviceMs).toEqual(service.latencyMs());
        expect({ ...tally.figures(1).serviceMs }).toEqual(stats.serviceMs);
        expect(stats.serviceHistogram).toBe(service.encode());
        expect(stats.latencyMs.max).toBeGreaterThanOrEqual(
          Math.max(0, ...[...mine, ...others].map(([latencyMicros]) => latencyMicros)) / 1000,
        );
      }),
    );
  });

  it("lists codes from the most frequent, and needs no prototype for strange ones", () => {
    const tally = new Tally();
    for (const code of ["b", "z", "a", "z", "__proto__", "z", "__proto__"]) {
      tally.record(outcome({ status: "failed", code }), 1, 1);
    }
    const { errors } = tally.stats(1);
    expect(Object.entries(errors)).toEqual([
      ["z", 3],
      ["__proto__", 2],
      ["a", 1],
      ["b", 1],
    ]);
  });

  it("does not grow with a service that makes up codes", () => {
    const tally = new Tally();
    for (let each = 0; each < 1000; each++) {
      tally.record(outcome({ status: "failed", code: `E${each}` }), 1, 1);
    }
    const { errors, failed } = tally.stats(1);
    expect(Object.keys(errors).length).toBeLessThanOrEqual(101);
    expect(errors.other).toBe(900);
    expect(failed).toBe(1000);
  });

  it("counts conflicts, restarts, and capacity by table and index", () => {
    const tally = new Tally();
    const index = "Orders/index/ByStatus";
    tally.record(outcome({ conflicts: 2, restarts: 1 }), 1, 1);
    tally.record(
      outcome({
        conflicts: 1,
        consumed: [
          { resource: "Orders", readUnits: 0.5, writeUnits: 0 },
          { resource: index, readUnits: 0, writeUnits: 2 },
        ],
      }),
      1,
      1,
    );
    tally.record(
      outcome({ consumed: [{ resource: "Orders", readUnits: 0.5, writeUnits: 0 }] }),
      1,
      1,
    );
    const { conflicts, restarts, capacity } = tally.stats(1);
    expect({ conflicts, restarts }).toEqual({ conflicts: 3, restarts: 1 });
    expect(capacity).toEqual({
      read: 1,
      write: 2,
      resources: { [index]: { read: 0, write: 2 }, Orders: { read: 1, write: 0 } },
    });
    expect(Object.keys(capacity.resources)).toEqual([index, "Orders"]);
  });

  it("names a hundred resources, and adds up the rest", () => {
    const tally = new Tally();
    for (let each = 0; each < 150; each++) {
      const consumed = [{ resource: `T${each}`, readUnits: 1, writeUnits: 0 }];
      tally.record(outcome({ consumed }), 1, 1);
    }
    const { read, resources } = tally.stats(1).capacity;
    expect(read).toBe(150);
    expect(Object.keys(resources)).toHaveLength(101);
    expect(resources.other).toEqual({ read: 50, write: 0 });
  });

  it("comes back whole from the result that told of it", () => {
    const tally = new Tally();
    for (const micros of [1234, 98_765, 1_234_567]) {
      tally.record(outcome({ status: "failed", code: "A", attempts: 2 }), micros, micros + 1);
    }
    const stats = tally.stats(3);
    expect(Tally.of(stats).stats(3)).toEqual(stats);
  });

  it.each([
    ["is damaged", { histogram: "HISTFAAAAB" }, /./],
    ["is of another one", { sent: 2, ok: 2 }, /has 1 operations, its counts say 2/],
  ])("does not come back with a histogram that %s", (_, change, message) => {
    const tally = new Tally();
    tally.record(outcome(), 1, 1);
    expect(() => Tally.of({ ...tally.stats(1), ...change })).toThrow(message);
  });

  it("adds up as if all had been recorded in one", () => {
    const [one, other, both, sum] = [new Tally(), new Tally(), new Tally(), new Tally()];
    for (let each = 1; each <= 500; each++) {
      const ended = outcome({
        status: each % 3 === 0 ? "failed" : "ok",
        code: `E${each % 7}`,
        attempts: 1 + (each % 4),
        throttles: each % 5 === 0 ? [{ reason: "Hot" }] : [],
        consumed: [{ resource: "Sessions", readUnits: 0.5, writeUnits: 1 }],
      });
      const micros = (each * 7919) % 100_000;
      (each % 2 === 0 ? one : other).record(ended, micros, micros);
      both.record(ended, micros, micros);
    }
    sum.add(one);
    sum.add(other);
    expect(sum.stats(3)).toEqual(both.stats(3));
  });
});
