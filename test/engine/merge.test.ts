import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../../src/engine/histogram.ts";
import { mergeResults } from "../../src/engine/merge.ts";
import type { LoadReport, Result } from "../../src/engine/result.ts";
import { roundFigure } from "../../src/engine/round.ts";
import { Tally } from "../../src/engine/tally.ts";
import { Timeline } from "../../src/engine/timeline.ts";
import type { Outcome } from "../../src/targets/target.ts";
import { result, stats } from "../reporters/sample.ts";
import { outcome } from "./scripted-target.ts";

const startMs = Date.parse("2026-01-01T00:00:00.000Z");

interface Recorded {
  readonly operation: "a" | "b";
  readonly atMs: number;
  readonly outcome: Outcome;
  readonly micros: number;
}

/** A result as the engine makes it of what was recorded, in the order of time. */
function resultOf(all: readonly Recorded[], change: Partial<Result> = {}): Result {
  const tallies = { a: new Tally(), b: new Tally() };
  const total = new Tally();
  const timeline = new Timeline(0);
  for (const { operation, atMs, outcome: ended, micros } of all) {
    timeline.advance(atMs);
    timeline.record(ended, micros);
    tallies[operation].record(ended, micros, micros + 7);
    total.record(ended, micros, micros + 7);
  }
  timeline.finish();
  const elapsedSeconds = 20;
  return result({
    startedAt: new Date(startMs).toISOString(),
    elapsedSeconds,
    total: total.stats(elapsedSeconds),
    operations: { a: tallies.a.stats(elapsedSeconds), b: tallies.b.stats(elapsedSeconds) },
    timeline: timeline.rows,
    ...change,
  });
}

function loadOf(change: Partial<LoadReport>): LoadReport {
  return { ...result().load, ...change };
}

function shard(index: number, of: number, change: Partial<Result> = {}, load = {}): Result {
  const own = loadOf({ shard: { index, of }, concurrency: 10, ...load });
  return resultOf([], { load: own, ...change });
}

function merge(results: readonly Result[], partial = false): Result {
  const parts = results.map((each, position) => ({ name: `${position + 1}.json`, result: each }));
  return mergeResults(parts, { kind: "shards", partial });
}

const recorded = fc.record({
  operation: fc.constantFrom("a" as const, "b" as const),
  atMs: fc.integer({ min: 0, max: 3500 }),
  micros: fc.integer({ min: 0, max: 4_000_000 }),
  outcome: fc
    .record({
      status: fc.constantFrom("ok" as const, "failed" as const, "unknown" as const),
      code: fc.constantFrom("A", "B", "__proto__"),
      attempts: fc.integer({ min: 1, max: 4 }),
      throttles: fc.array(fc.constantFrom({ reason: "Hot" }, { reason: "Cold" }), { maxLength: 3 }),
      conflicts: fc.integer({ min: 0, max: 3 }),
      restarts: fc.integer({ min: 0, max: 3 }),
      items: fc.integer({ min: 0, max: 25 }),
      consumed: fc.array(
        fc.record({
          resource: fc.constantFrom("T", "T/index/I"),
          readUnits: fc.constantFrom(0, 0.5, 7),
          writeUnits: fc.constantFrom(0, 2),
        }),
        { maxLength: 2 },
      ),
    })
    .map(change => outcome(change)),
});

describe("results that are split over slices", () => {
  const work = fc.record({
    all: fc
      .array(recorded, { maxLength: 30 })
      .map(all => all.toSorted((one, other) => one.atMs - other.atMs)),
    slices: fc.integer({ min: 1, max: 3 }),
  });

  it("come out of the merge as if all had been recorded in one", () => {
    fc.assert(
      fc.property(work, ({ all, slices }) => {
        const results = Array.from({ length: slices }, (_, slice) =>
          resultOf(
            all.filter((_each, position) => position % slices === slice),
            { load: loadOf({ shard: { index: slice + 1, of: slices } }) },
          ),
        );
        const merged = merge(results);
        const whole = resultOf(all);
        expect(merged.total).toEqual(whole.total);
        expect(merged.operations).toEqual(whole.operations);
        // A row's least and greatest value come back to three digits, and with them percentiles.
        const exact = (rows: Result["timeline"]) =>
          rows.map(({ p50, p95, p99, histogram, ...counts }) => counts);
        expect(exact(merged.timeline)).toEqual(exact(whole.timeline));
        for (const [position, row] of merged.timeline.entries()) {
          const other = whole.timeline[position];
          for (const point of ["p50", "p95", "p99"] as const) {
            const off = Math.abs(row[point] - (other?.[point] ?? 0));
            expect(off).toBeLessThanOrEqual(0.001 * row[point] + 1e-9);
          }
        }
      }),
      // Each row of each timeline costs a millisecond: few rows, and few runs.
      { numRuns: 12 },
    );
  });
});

describe("a merge", () => {
  const late = { startedAt: new Date(startMs + 2_400).toISOString() };
  const ended = (atMs: number, micros = 1000): Recorded => ({
    operation: "a",
    atMs,
    outcome: outcome(),
    micros,
  });

  it("lasts from the earliest start to the latest end, and matches seconds by the clock", () => {
    const one = resultOf([ended(500), ended(1500)], {
      load: loadOf({ shard: { index: 1, of: 2 } }),
    });
    const two = resultOf([ended(100, 5000)], {
      load: loadOf({ shard: { index: 2, of: 2 } }),
      ...late,
    });
    const merged = merge([two, one]);
    expect(merged.startedAt).toBe(one.startedAt);
    expect(merged.elapsedSeconds).toBe(22.4);
    expect(merged.total.throughput).toBe(0.134);
    expect(merged.timeline.map(({ second, ok, p50 }) => [second, ok, p50])).toEqual([
      [1, 1, 1],
      [2, 1, 1],
      [3, 1, 5.003],
    ]);
  });

  it("has seconds in which nobody ran", () => {
    const far = { startedAt: new Date(startMs + 4_000).toISOString() };
    const one = resultOf([ended(0)], { load: loadOf({ shard: { index: 1, of: 2 } }) });
    const two = resultOf([ended(0)], { load: loadOf({ shard: { index: 2, of: 2 } }), ...far });
    expect(merge([one, two]).timeline.map(({ ok }) => ok)).toEqual([1, 0, 0, 0, 1]);
  });

  it("adds up what each slice had of the load, and keeps the rest", () => {
    const load = { kind: "open", arrivals: "poisson", workers: 2, rate: 100.5, queued: 3 } as const;
    const merged = merge([
      shard(1, 2, {}, { ...load, unsent: 1 }),
      shard(2, 2, {}, { ...load, unsent: 2 }),
    ]);
    expect(merged.load).toEqual(
      loadOf({
        ...load,
        concurrency: 20,
        rate: 201,
        workers: 4,
        queued: 6,
        unsent: 3,
        merged: { shards: [1, 2], of: 2 },
      }),
    );
  });

  it("judges thresholds anew: what each slice missed may hold together, and the reverse", () => {
    const judged = (expression: string) => ({
      thresholds: [
        { expression, comparator: ">", limit: 0.2, unit: "perSecond", actual: 0.1, ok: false },
      ] as const,
      ok: false,
    });
    const two = [ended(0), ended(1)];
    const slices = (expression: string) =>
      [1, 2].map(index =>
        resultOf(two, { load: loadOf({ shard: { index, of: 2 } }), ...judged(expression) }),
      );
    const held = merge(slices("a.throughput > 0.15/s"));
    expect(held.thresholds).toMatchObject([{ actual: 0.2, ok: true }]);
    expect(held.ok).toBe(true);
    expect(merge(slices("a.throughput > 0.25/s")).ok).toBe(false);
  });

  it("is as well as the worst generator, and says which one that was", () => {
    const { generator } = result();
    const busy = { ...generator, cpuPercent: 99, cpuMicrosPerRequest: 10 };
    const merged = merge([
      shard(1, 2, { generator: { ...generator, scheduleLagP99Ms: 2 } }),
      shard(2, 2, { generator: { ...busy, verdict: "saturated", reasons: ["CPU 99 %"] } }),
    ]).generator;
    expect(merged).toMatchObject({
      cpuPercent: 99,
      scheduleLagP99Ms: 2,
      verdict: "saturated",
      reasons: ["shard 2/2: CPU 99 %"],
    });
  });

  it("holds a check only when it holds everywhere, and says where it does not", () => {
    const check = (ok: boolean, detail: string, keys: string[] = []) => ({
      checks: [{ kind: "every", name: "stock", ok, detail, keys } as const],
    });
    const well = merge([shard(1, 2, check(true, "all 5")), shard(2, 2, check(true, "all 5"))]);
    expect(well.checks).toEqual([
      { kind: "every", name: "stock", ok: true, detail: "all 5", keys: [] },
    ]);
    const ill = merge([shard(1, 2, check(true, "all 5")), shard(2, 2, check(false, "1", ["k"]))]);
    expect(ill.ok).toBe(false);
    expect(ill.checks).toEqual([
      { kind: "every", name: "stock", ok: false, detail: "shard 2/2: 1", keys: ["k"] },
    ]);
  });

  it("is interrupted or aborted when one part is", () => {
    expect(merge([shard(1, 2), shard(2, 2, { interrupted: true })])).toMatchObject({
      interrupted: true,
      ok: false,
    });
    expect(merge([shard(1, 2), shard(2, 2, { aborted: "p95 < 1ms" })])).toMatchObject({
      aborted: "p95 < 1ms",
      ok: false,
    });
  });

  it("of operations in turn measures each in its own time, and the total in that of all", () => {
    const turn = (ok: number, seconds: number) => {
      const tally = new Tally();
      for (let each = 0; each < ok; each++) tally.record(outcome(), 1000, 1000);
      return tally.stats(seconds);
    };
    const failing = new Tally();
    failing.record(outcome({ status: "failed", code: "A" }), 1000, 1000);
    const rowOf = (second: number, ok: number, failed = 0) => {
      const row = new Timeline(0);
      for (let each = 0; each < ok; each++) row.record(outcome(), 1000);
      for (let each = 0; each < failed; each++) row.record(outcome({ status: "failed" }), 1000);
      row.finish();
      return { second, ok, failed, ...row.rows.map(({ second: _, ...rest }) => rest)[0] };
    };
    const one = shard(
      1,
      2,
      {
        elapsedSeconds: 6,
        operations: { a: turn(30, 2), b: turn(8, 1), c: failing.stats(3) },
        timeline: [rowOf(1, 20), rowOf(2, 10), rowOf(3, 8), rowOf(4, 0, 1)] as Result["timeline"],
      },
      { order: "inTurn", warmupSeconds: 2 },
    );
    // Its first operation has a row more, and its second began half a second later.
    const two = shard(
      2,
      2,
      {
        elapsedSeconds: 6.75,
        operations: { a: turn(10, 2.5), b: turn(5, 1.25), c: failing.stats(3) },
        timeline: [
          rowOf(1, 4),
          rowOf(2, 4),
          rowOf(3, 2),
          rowOf(4, 4),
          rowOf(5, 1),
          rowOf(6, 0, 1),
        ] as Result["timeline"],
      },
      { order: "inTurn", warmupSeconds: 2 },
    );
    const merged = merge([one, two]);
    // b from 4 s to 5.75 s after the start, with its warm-up before it.
    expect(merged.operations.a).toMatchObject({ ok: 40, throughput: 16 });
    expect(merged.operations.b).toMatchObject({ ok: 13, throughput: roundFigure(13 / 1.75) });
    expect(merged.operations.c).toMatchObject({ sent: 2, ok: 0, throughput: 0 });
    expect(merged.elapsedSeconds).toBe(2.5 + 1.75 + 3.75);
    expect(merged.total.throughput).toBe(roundFigure(53 / 8));
    expect(merged.timeline.map(({ second, ok, failed }) => [second, ok, failed])).toEqual([
      [1, 24, 0],
      [2, 14, 0],
      [3, 2, 0],
      [4, 8, 0],
      [5, 4, 0],
      [6, 1, 0],
      [7, 0, 1],
      [8, 0, 1],
    ]);
  });

  it("of operations in turn takes their times as they were measured, also where nothing succeeded", () => {
    const turn = (status: Outcome["status"], elapsedSeconds: number) => {
      const tally = new Tally();
      tally.record(outcome({ status }), 1000, 1000);
      return { ...tally.stats(elapsedSeconds), elapsedSeconds };
    };
    const inTurn = (index: number, a: number, b: number, c: number) =>
      shard(
        index,
        2,
        {
          elapsedSeconds: a + b + c,
          operations: { a: turn("failed", a), b: turn("failed", b), c: turn("ok", c) },
          timeline: [],
        },
        { order: "inTurn", warmupSeconds: 0 },
      );
    const merged = merge([inTurn(1, 1.25, 4, 300.123457), inTurn(2, 1.25, 4, 300.123457)]);
    const times = Object.values(merged.operations).map(({ elapsedSeconds }) => elapsedSeconds);
    expect(times).toEqual([1.25, 4, 300.123457]);
    expect(merged.elapsedSeconds).toBeCloseTo(305.373457, 6);
  });

  it("of workers asks for no shards, and names them", () => {
    const { generator } = result();
    const own = resultOf([ended(0)], { generator: { ...generator, reasons: ["late"] } });
    const parts = [1, 2].map(number => ({ name: `worker ${number}`, result: own }));
    const merged = mergeResults(parts, { kind: "workers" });
    expect(merged.total.sent).toBe(2);
    expect(merged.load).toMatchObject({ shard: null, workers: 2, concurrency: 128 });
    expect(merged.generator.reasons).toEqual(["worker 1: late", "worker 2: late"]);
  });
});

describe("what does not belong together is refused", () => {
  const other = { scenario: "orders" };
  it.each<[string, readonly Result[]]>([
    [
      "2.json has another scenario: orders, not user-sessions as in 1.json",
      [shard(1, 2), shard(2, 2, other)],
    ],
    [
      "2.json has another version of the scenario's files: x,",
      [shard(1, 2), shard(2, 2, { digest: "x" })],
    ],
    ["2.json has another seed: 7, not 42", [shard(1, 2), shard(2, 2, { seed: 7 })]],
    [
      "2.json has another kind of target: http, not memory",
      [shard(1, 2), shard(2, 2, { target: "http://x" })],
    ],
    ["2.json has another client: sdk, not wire", [shard(1, 2), shard(2, 2, { client: "sdk" })]],
    [
      "2.json has another kind of loop: open, not closed",
      [shard(1, 2), shard(2, 2, {}, { kind: "open" })],
    ],
    [
      "2.json has another duration in seconds: 5, not 10",
      [shard(1, 2), shard(2, 2, {}, { durationSeconds: 5 })],
    ],
    [
      "2.json has another order of operations: inTurn",
      [shard(1, 2), shard(2, 2, {}, { order: "inTurn" })],
    ],
    ["1.json is no shard: it is the result of a whole run", [resultOf([])]],
    ["1.json is no shard: it is merged already", [merge([shard(1, 1)])]],
    ["2.json and 1.json are both shard 1/2", [shard(1, 2), shard(1, 2)]],
    ["2.json is shard 2/3, 1.json is one of 2", [shard(1, 2), shard(2, 3)]],
    ["shard 2 of 2 is missing", [shard(1, 2)]],
    ["shards 2, 3 and 4 of 4 are missing", [shard(1, 4)]],
    [
      "the results began more than a day apart",
      [shard(1, 2), shard(2, 2, { startedAt: "2027-01-01T00:00:00Z" })],
    ],
    ["there is no result to merge", []],
  ])("%s", (message, results) => {
    expect(() => merge(results)).toThrow(message);
  });

  it("but addresses of one kind, and shards that are missing when that is asked for", () => {
    const one = shard(1, 4, { target: "http://a" });
    const three = shard(3, 4, { target: "http://b" });
    const merged = merge([three, one], true);
    expect(merged.load.merged).toEqual({ shards: [1, 3], of: 4 });
    expect(merged.target).toBe("http://b, http://a");
  });

  it("and damage is told with the name of the part", () => {
    const row = { ...resultOf([]).timeline[0], second: 1, ok: 1, failed: 0, unknown: 0 };
    const timeline = [{ ...row, p50: 1, p95: 1, p99: 1, throttled: 0, histogram: "HISTF" }];
    const operations = { a: stats({ sent: 1, histogram: "HISTF" }) };
    const empty = new LatencyHistogram().encode();
    const short = { a: stats({ sent: 1, histogram: empty, serviceHistogram: empty }) };
    const none = "1.json: a histogram in it cannot be read";
    expect(() => merge([shard(1, 1, { timeline })])).toThrow(none);
    expect(() => merge([shard(1, 1, { operations })])).toThrow(none);
    expect(() => merge([shard(1, 1, { operations: short })])).toThrow(
      "1.json: a histogram in it has 0 operations, its counts say 1",
    );
  });
});
