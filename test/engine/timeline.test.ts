import { expect, it } from "vitest";
import { Timeline } from "../../src/engine/timeline.ts";

it("has a row for each second that was slept through", () => {
  const timeline = new Timeline(500);
  expect(timeline.advance(1499)).toBe(false);
  timeline.record("ok", 1000);
  timeline.record("unknown", 3000);
  expect(timeline.advance(4700)).toBe(true);
  timeline.record("failed", 5000);
  timeline.finish();
  const silent = { ok: 0, failed: 0, unknown: 0, p50: 0, p95: 0, p99: 0 };
  expect(timeline.rows).toEqual([
    { second: 1, ok: 1, failed: 0, unknown: 1, p50: 1, p95: 3, p99: 3 },
    { ...silent, second: 2 },
    { ...silent, second: 3 },
    { ...silent, second: 4 },
    { ...silent, second: 5, failed: 1, p50: 5, p95: 5, p99: 5 },
  ]);
});

it("has no row for a last second in which nothing ended", () => {
  const timeline = new Timeline(0);
  timeline.advance(1200);
  timeline.finish();
  expect(timeline.rows).toHaveLength(1);
});
