import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../../src/engine/histogram.ts";
import type { TimelineRow } from "../../src/engine/result.ts";
import { Timeline } from "../../src/engine/timeline.ts";
import { rowLength, rowStart } from "../../src/engine/timeline-grid.ts";
import { outcome } from "./scripted-target.ts";

const hour = 3600;

/** A row without its histogram. */
function figures({ histogram, ...row }: TimelineRow) {
  return row;
}

function recorded({ histogram }: TimelineRow): number {
  return LatencyHistogram.decode(histogram).count;
}

it("has a row for each second that was slept through", () => {
  const timeline = new Timeline(500);
  expect(timeline.advance(1499)).toBe(false);
  timeline.record(outcome({ throttles: [{ reason: "Hot" }, { reason: "Hot" }] }), 1000);
  timeline.record(outcome({ status: "unknown" }), 3000);
  expect(timeline.advance(4700)).toBe(true);
  timeline.record(outcome({ status: "failed" }), 5000);
  timeline.finish();
  const silent = { ok: 0, failed: 0, unknown: 0, p50: 0, p95: 0, p99: 0, throttled: 0 };
  expect(timeline.rows.map(figures)).toEqual([
    { second: 1, ok: 1, failed: 0, unknown: 1, p50: 1, p95: 3, p99: 3, throttled: 2 },
    { ...silent, second: 2 },
    { ...silent, second: 3 },
    { ...silent, second: 4 },
    { ...silent, second: 5, failed: 1, p50: 5, p95: 5, p99: 5 },
  ]);
  expect(timeline.rows.map(recorded)).toEqual([2, 0, 0, 0, 1]);
});

it("has no row for a last second in which nothing ended", () => {
  const timeline = new Timeline(0);
  timeline.advance(1200);
  timeline.finish();
  expect(timeline.rows).toHaveLength(1);
});

describe("a run of hours", () => {
  it("has longer rows in the end, which leave nothing out", () => {
    const timeline = new Timeline(0);
    const seconds = 2 * hour + 25;
    for (let second = 1; second <= seconds; second++) {
      timeline.record(outcome(), second);
      timeline.advance(second * 1000);
    }
    expect(timeline.recent.map(({ second }) => second)).toEqual([
      7218, 7219, 7220, 7221, 7222, 7223, 7224, 7225,
    ]);
    timeline.record(outcome(), 1);
    timeline.finish();
    expect(timeline.rows.length).toBe(2 * hour + 3);
    expect(timeline.rows.slice(-4).map(({ second, seconds, ok }) => [second, seconds, ok])).toEqual(
      [
        [7200, undefined, 1],
        [7201, 10, 10],
        [7211, 10, 10],
        [7221, 6, 6],
      ],
    );
    expect(timeline.rows.slice(-3).map(recorded)).toEqual([10, 10, 6]);
  });

  it("is divided into rows without gaps or overlaps", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), second => {
        const start = rowStart(second);
        expect(rowStart(start)).toBe(start);
        expect(rowLength(start)).toBe(rowLength(second));
        expect(second - start).toBeGreaterThanOrEqual(0);
        expect(second - start).toBeLessThan(rowLength(second));
        expect(rowStart(start + rowLength(start))).toBe(start + rowLength(start));
      }),
    );
    expect([7200, 7201, 7210, 7211, 79_200, 79_201, 79_261].map(rowStart)).toEqual([
      7200, 7201, 7201, 7211, 79_191, 79_201, 79_261,
    ]);
  });
});
