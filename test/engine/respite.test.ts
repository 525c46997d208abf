import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/engine/clock.ts";
import { run } from "../../src/engine/run.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { outcome, scenario, scriptedTarget } from "./scripted-target.ts";

const clock = systemClock({
  now: Date.now,
  monotonic: () => performance.now(),
  cpuMicros: () => process.cpuUsage().user,
});
/** A test that hangs could not even time out. */
const hopelessMs = 10_000;

/** Puts the load on a target that has done everything at once, and aborts it by a timer. */
async function runUntilTimer(load: Partial<Load>) {
  const stop = new AbortController();
  let beganMs: number | undefined;
  let byTimer = false;
  const target = scriptedTarget(async () => {
    if (beganMs === undefined) {
      beganMs = performance.now();
      setTimeout(() => {
        byTimer = !stop.signal.aborted;
        stop.abort();
      }, 30);
    }
    if (performance.now() - beganMs > hopelessMs) stop.abort();
    return outcome();
  });
  const result = await run(scenario({ load }), target, { clock, signal: stop.signal });
  return { byTimer, result };
}

describe("operations that end at once", () => {
  it.each([1, 64])("leave timers their turn, %i in flight", async concurrency => {
    const extent = { kind: "requests", requests: 1e9 } as const;
    const { byTimer, result } = await runUntilTimer({ extent, concurrency });
    expect(byTimer).toBe(true);
    expect(result.interrupted).toBe(true);
    expect(result.total.sent).toBeGreaterThan(concurrency);
  });

  it("leave timers their turn where more are due than a machine can do", async () => {
    const stage = { ratePerSecond: 1e7, durationMs: Number.POSITIVE_INFINITY, ramp: false };
    const pace = { kind: "open", arrivals: "constant", stages: [stage] } as const;
    const extent = { kind: "requests", requests: 1e9 } as const;
    const { byTimer, result } = await runUntilTimer({ extent, pace, concurrency: 4 });
    expect(byTimer).toBe(true);
    expect(result.interrupted).toBe(true);
  });

  it("end when their time is over", async () => {
    const extent = { kind: "duration", durationMs: 50 } as const;
    const result = await run(
      scenario({ load: { extent } }),
      scriptedTarget(async () => outcome()),
      {
        clock,
      },
    );
    expect(result.interrupted).toBeUndefined();
    expect(result.total.sent).toBeGreaterThan(0);
  });
});
