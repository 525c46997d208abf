import { describe, expect, it } from "vitest";
import { liveLine, plainLine } from "../../src/reporters/live.ts";
import { snapshot } from "./sample.ts";

describe("the live line", () => {
  it("tells rate, trend, latencies, errors and what is left", () => {
    expect(liveLine(snapshot(), 120)).toBe(
      "8,412 ops/s ▃▅▇█  p50 6.10  p95 11.8  p99 17.2 ms · 0 errors · 7 s left",
    );
  });

  it("says that a warm-up is one", () => {
    expect(liveLine(snapshot({ phase: "warmup" }), 120)).toMatch(/^warm-up · 8,412 ops\/s/);
  });

  it("counts errors and what is unknown", () => {
    const counts = { failed: 1200, unknown: 34 };
    expect(liveLine(snapshot(counts), 120)).toContain(" · 1,234 errors (34 unknown) · ");
    expect(liveLine(snapshot({ failed: 1 }), 120)).toContain(" · 1 error · ");
  });

  it("counts down operations where the run is so many", () => {
    const remaining = { kind: "requests", remainingRequests: 9120 } as const;
    expect(liveLine(snapshot({ remaining }), 120)).toMatch(/ · 9,120 to go$/);
  });

  it("draws seconds without operations flat", () => {
    expect(liveLine(snapshot({ opsPerSecond: 0, history: [0, 0] }), 120)).toMatch(/^0 ops\/s ▁▁ /);
  });

  it("tells how an open loop keeps to its schedule, and of throttles", () => {
    const open = snapshot({ targetRate: 10_000, queued: 1588, throttled: 12, stopping: true });
    expect(liveLine(open, 140)).toBe(
      "8,412 ops/s of 10,000 ▃▅▇█  p50 6.10  p95 11.8  p99 17.2 ms · 0 errors · 12 throttled/s · 1,588 queued · stopping",
    );
  });

  it("leaves out the schedule before errors and what is left", () => {
    const open = snapshot({ targetRate: 10_000, queued: 1588, throttled: 12 });
    const troubles = " · 0 errors · 12 throttled/s · 1,588 queued";
    expect(liveLine(open, 80)).toBe(`8,412 ops/s  p95 11.8 ms${troubles} · 7 s left`);
    expect(liveLine(open, 60)).toBe("8,412 ops/s  p95 11.8 ms · 0 errors · 7 s left");
    for (let columns = 0; columns < 140; columns += 1) {
      expect(liveLine(open, columns).length).toBeLessThanOrEqual(columns);
    }
  });

  it.each([120, 71, 70, 60, 40, 25, 22, 8, 1, 0])("fits into %i columns", columns => {
    expect(liveLine(snapshot(), columns).length).toBeLessThanOrEqual(columns);
    expect(liveLine(snapshot(), columns)).toMatch(columns >= 22 ? /8,412 ops\/s.* errors/ : /^/);
  });
});

it("a line of a log says how long the run has been going", () => {
  expect(plainLine(snapshot({ elapsedMs: 10_004, throttled: 3 }))).toBe(
    "10 s: 8,412 ops/s  p50 6.10  p95 11.8  p99 17.2 ms · 0 errors · 3 throttled/s · 7 s left",
  );
});
