import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RateCurve } from "../../src/engine/rate-curve.ts";
import { type Arrival, meanRate, type OpenPace, Schedule } from "../../src/engine/schedule.ts";
import { type Slice, sliceOf, whole } from "../../src/engine/slice.ts";
import type { Extent, Stage } from "../../src/scenario/scenario.ts";

function all(pace: OpenPace, load: { warmupMs: number; extent: Extent }, slice: Slice = whole) {
  const schedule = new Schedule(load, pace, 42, slice);
  const arrivals: Arrival[] = [];
  for (let next = schedule.next(); next !== undefined; next = schedule.next()) arrivals.push(next);
  return arrivals;
}

const stage = fc.record({
  ratePerSecond: fc.integer({ min: 1, max: 500 }),
  durationMs: fc.integer({ min: 1, max: 3000 }),
  ramp: fc.boolean(),
});
const pace = fc.record({
  kind: fc.constant("open" as const),
  arrivals: fc.constantFrom("constant" as const, "poisson" as const),
  stages: fc.array(stage, { minLength: 1, maxLength: 4 }),
});

function totalMs(stages: readonly Stage[]): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

describe("a schedule", () => {
  it("is the same work for any number of slices, warm-up included", () => {
    fc.assert(
      fc.property(
        pace,
        fc.integer({ min: 0, max: 500 }),
        fc.option(fc.integer({ min: 1, max: 300 })),
        fc.integer({ min: 1, max: 7 }),
        (open, warmupMs, requests, parts) => {
          const extent: Extent =
            requests === null
              ? { kind: "duration", durationMs: totalMs(open.stages) }
              : { kind: "requests", requests };
          const load = { warmupMs, extent };
          const one = all(open, load);
          const slices = Array.from({ length: parts }, (_, index) =>
            all(open, load, sliceOf(whole, index, parts)),
          );
          const together = one.map((_, k) => slices[k % parts]?.[Math.floor(k / parts)]);
          expect(together).toEqual(one);
          expect(slices.reduce((sum, { length }) => sum + length, 0)).toBe(one.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("goes on in time, through the end of each stage", () => {
    fc.assert(
      fc.property(pace, open => {
        const durationMs = totalMs(open.stages);
        const arrivals = all(open, { warmupMs: 0, extent: { kind: "duration", durationMs } });
        for (const [k, { atMs }] of arrivals.entries()) {
          expect(atMs).toBeGreaterThanOrEqual(arrivals[k - 1]?.atMs ?? 0);
          expect(atMs).toBeLessThan(durationMs + 1e-6);
        }
        if (open.arrivals === "poisson") return;
        const expected = new RateCurve(open.stages).countAt(durationMs);
        expect(Math.abs(arrivals.length - expected)).toBeLessThanOrEqual(1 + 1e-6);
      }),
    );
  });

  it("finds the time of an arrival where the curve has so many", () => {
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 4 }), stages => {
        const [forth, back] = [new RateCurve(stages), new RateCurve(stages)];
        for (let k = 0; ; k++) {
          const atMs = forth.timeOf(k);
          if (atMs === undefined) return;
          expect(back.countAt(atMs)).toBeCloseTo(k, 6);
        }
      }),
    );
  });

  it("has exactly as many arrivals as rate times time says", () => {
    for (const [ratePerSecond, durationMs] of [
      [7, 3000],
      [1000, 10_000],
      [333, 9000],
      [0.5, 4000],
    ] as const) {
      const stages = [{ ratePerSecond, durationMs: Number.POSITIVE_INFINITY, ramp: false }];
      const open: OpenPace = { kind: "open", arrivals: "constant", stages };
      const arrivals = all(open, { warmupMs: 0, extent: { kind: "duration", durationMs } });
      expect(arrivals).toHaveLength((ratePerSecond * durationMs) / 1000);
    }
  });

  it("ramps from nothing at the start: a quarter of the work is in the first half", () => {
    const stages = [{ ratePerSecond: 1000, durationMs: 10_000, ramp: true }];
    const open: OpenPace = { kind: "open", arrivals: "constant", stages };
    const arrivals = all(open, { warmupMs: 0, extent: { kind: "duration", durationMs: 10_000 } });
    expect(arrivals).toHaveLength(5000);
    expect(arrivals.filter(({ atMs }) => atMs < 5000)).toHaveLength(1250);
    expect(meanRate({ extent: { kind: "duration", durationMs: 10_000 } }, open)).toBe(500);
    expect(meanRate({ extent: { kind: "requests", requests: 1250 } }, open)).toBeCloseTo(250, 6);
  });

  it("warms up at the rate that the first stage has or grows to", () => {
    const stages = [{ ratePerSecond: 100, durationMs: 1000, ramp: true }];
    const open: OpenPace = { kind: "open", arrivals: "constant", stages };
    const arrivals = all(open, { warmupMs: 2000, extent: { kind: "duration", durationMs: 1000 } });
    const warm = arrivals.filter(({ measured }) => !measured);
    expect(warm.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 200 }, (_, k) => k * 10));
    expect(arrivals.slice(200).every(({ measured, atMs }) => measured && atMs >= 2000)).toBe(true);
    expect(arrivals).toHaveLength(250);
  });
});

describe("Poisson arrivals", () => {
  const stages = [{ ratePerSecond: 1000, durationMs: Number.POSITIVE_INFINITY, ramp: false }];
  const load = { warmupMs: 0, extent: { kind: "requests", requests: 50_000 } } as const;

  /** How far the gaps are from an exponential distribution, by chi-squared over 20 equal shares. */
  function chiSquared(arrivals: readonly Arrival[]): number {
    const shares = new Array<number>(20).fill(0);
    arrivals.forEach(({ atMs }, k) => {
      const gapMs = atMs - (arrivals[k - 1]?.atMs ?? 0);
      const share = Math.min(19, Math.floor(20 * (1 - Math.exp(-gapMs))));
      shares[share] = (shares[share] ?? 0) + 1;
    });
    const expected = arrivals.length / 20;
    return shares.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
  }

  it("have exponential gaps, which constant ones have not", () => {
    const poisson = all({ kind: "open", arrivals: "poisson", stages }, load);
    const constant = all({ kind: "open", arrivals: "constant", stages }, load);
    // The 99.9th percentile for 19 degrees of freedom.
    expect(chiSquared(poisson)).toBeLessThan(43.8);
    expect(chiSquared(constant)).toBeGreaterThan(43.8);
    expect(poisson.at(-1)?.atMs).toBeGreaterThan(49_000);
    expect(poisson.at(-1)?.atMs).toBeLessThan(51_000);
  });
});
