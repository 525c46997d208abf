import { describe, expect, it } from "vitest";
import { compare } from "../../src/engine/comparison.ts";
import { LatencyHistogram } from "../../src/engine/histogram.ts";
import { Recorder } from "../../src/engine/recorder.ts";
import type { Result } from "../../src/engine/result.ts";
import { Random } from "../../src/template/random.ts";
import { result } from "../reporters/sample.ts";
import { outcome } from "./scripted-target.ts";

interface Run {
  readonly seconds: number;
  readonly perSecond: number;
  readonly medianMs: number;
  /** How much seconds differ from each other, as a share. */
  readonly unrest?: number;
  readonly seed: number;
}

/** A run whose latencies are exponential, around a level that differs from second to second. */
function run({ seconds, perSecond, medianMs, unrest = 0, seed }: Run): Result {
  const recorder = new Recorder(["read", "write"], 0);
  const random = new Random();
  random.reset(seed, 1, 1);
  for (let second = 0; second < seconds; second++) {
    const level = 1 + unrest * (2 * random.float() - 1);
    for (let at = 0; at < perSecond; at++) {
      const ms = level * medianMs * (0.2 - 1.15 * Math.log(1 - random.float()));
      const endMs = (second + (at + 0.5) / perSecond) * 1000;
      recorder.timeline.advance(endMs);
      recorder.record(
        at % 4 === 0 ? 1 : 0,
        outcome(),
        endMs,
        Math.round(ms * 1000),
        Math.round(ms * 1000),
      );
    }
  }
  recorder.cover(seconds * 1000);
  return result({
    elapsedSeconds: seconds,
    total: recorder.sum().stats(seconds),
    operations: recorder.operations(),
    timeline: recorder.timeline.rows,
    ok: true,
  });
}

const about = { scenario: "load", description: "", seed: 1, interleave: null };
const pair = (a: Run, b: Run) =>
  compare(about, [
    { label: "a", result: run(a) },
    { label: "b", result: run(b) },
  ]);
const usual: Run = { seconds: 10, perSecond: 1000, medianMs: 2, seed: 1 };

describe("targets side by side", () => {
  it("have their figures by operation, and ratios to the first", () => {
    const comparison = pair(usual, { ...usual, medianMs: 3, seed: 2 });
    expect(comparison).toMatchObject({ schema: "dyn.comparison/1", baseline: "a", ok: true });
    expect(Object.keys(comparison.operations)).toEqual(["read", "write"]);
    const [a, b] = comparison.operations.write ?? [];
    expect(a).toMatchObject({ target: "a", sent: 2500, throughput: 250, ratios: null });
    expect(b?.ratios?.p50).toMatchObject({ clear: true });
    expect(b?.ratios?.p50?.ratio).toBeCloseTo(1.5, 0);
    expect(b?.ratios?.p50?.low).toBeLessThan(1.5);
    expect(b?.ratios?.p50?.high).toBeGreaterThan(1.5);
    expect(b?.ratios?.throughput).toMatchObject({ ratio: 1, clear: false });
  });

  it("differ clearly in throughput, too", () => {
    const [, b] = pair(usual, { ...usual, perSecond: 1300 }).total;
    expect(b?.ratios?.throughput).toMatchObject({ ratio: 1.3, clear: true });
  });

  it("show what was measured when another one failed", () => {
    const comparison = compare(about, [
      { label: "a", failure: "cannot reach it" },
      { label: "b", result: run(usual) },
    ]);
    expect(comparison).toMatchObject({ baseline: "b", ok: false });
    expect(comparison.total).toMatchObject([{ target: "b", ratios: null }]);
    expect(compare(about, [{ label: "a", failure: "x" }])).toMatchObject({ baseline: null });
  });
});

describe("a ratio", () => {
  it("of runs of a few seconds is told without a claim", () => {
    const [, b] = pair({ ...usual, seconds: 2 }, { ...usual, seconds: 2, medianMs: 9 }).total;
    expect(b?.ratios?.p50).toMatchObject({ low: null, high: null, clear: false });
  });

  it("of a percentile that too few operations are beyond is told without a claim", () => {
    const few = { ...usual, perSecond: 20 };
    const [, b] = pair(few, { ...few, medianMs: 9, seed: 2 }).total;
    expect(b?.ratios?.p99).toMatchObject({ low: null, clear: false });
    expect(b?.ratios?.p50?.clear).toBe(true);
  });

  it("is not clear where one second differs from the next as much as one run from the other", () => {
    const restless = { ...usual, unrest: 0.6 };
    const [, b] = pair(restless, { ...restless, medianMs: 2.2, seed: 2 }).total;
    expect(b?.ratios?.p50?.clear).toBe(false);
    const [, calm] = pair(usual, { ...usual, medianMs: 2.2, seed: 2 }).total;
    expect(calm?.ratios?.p50?.clear).toBe(true);
  });

  it("of equal loads is hardly ever called clear, however restless they are", () => {
    let clear = 0;
    let told = 0;
    for (let seed = 0; seed < 40; seed++) {
      const unrest = (seed % 4) / 5;
      const one = { ...usual, perSecond: 300, unrest, seed: 2 * seed + 1 };
      const [, b] = pair(one, { ...one, seed: 2 * seed + 2 }).total;
      for (const each of [b?.ratios?.p50, b?.ratios?.p95]) {
        if (each === undefined || each.low === null) continue;
        told++;
        if (each.clear) clear++;
      }
    }
    expect(told).toBeGreaterThan(60);
    // One of a hundred by chance, and a few more as ten seconds tell little of how they differ.
    expect(clear / told).toBeLessThan(0.06);
  });
});

it("a histogram counts what is no longer than a time", () => {
  const histogram = new LatencyHistogram();
  for (const micros of [1000, 2000, 2000, 5_000_000]) histogram.record(micros);
  expect([0.5, 1, 2, 4900, 5000, 1e9].map(ms => histogram.countUpTo(ms))).toEqual([
    0, 1, 3, 3, 4, 4,
  ]);
  expect(LatencyHistogram.decode(histogram.encode()).countUpTo(2)).toBe(3);
});
