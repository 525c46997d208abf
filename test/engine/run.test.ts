import { describe, expect, it } from "vitest";
import { run } from "../../src/engine/run.ts";
import type { Snapshot } from "../../src/engine/snapshot.ts";
import { DynError } from "../../src/errors.ts";
import { get, outcome, scenario, scriptedTarget } from "./scripted-target.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** A service that answers everything after so many virtual milliseconds. */
function steady(clock: VirtualClock, serviceMs: number) {
  return scriptedTarget(async (_action, _scope, signal) => {
    await clock.sleep(serviceMs, signal);
    return outcome();
  });
}

describe("a closed loop by number of operations", () => {
  it.each([1, 3, 100, 1001])("sends exactly %i", async requests => {
    const clock = new VirtualClock();
    let sent = 0;
    const target = scriptedTarget(async () => {
      sent++;
      await clock.sleep(2);
      return outcome();
    });
    const load = { extent: { kind: "requests", requests }, concurrency: 8 } as const;
    const result = await clock.drive(run(scenario({ load }), target, { clock }));
    expect(sent).toBe(requests);
    expect(result.total.sent).toBe(requests);
  });

  it("sends them after the warm-up, not with it", async () => {
    const clock = new VirtualClock();
    let sent = 0;
    const target = scriptedTarget(async () => {
      sent++;
      await clock.sleep(10);
      return outcome();
    });
    const load = {
      warmupMs: 100,
      extent: { kind: "requests", requests: 50 },
      concurrency: 1,
    } as const;
    const result = await clock.drive(run(scenario({ load }), target, { clock }));
    expect(result.total.sent).toBe(50);
    expect(sent).toBe(60);
  });
});

describe("a closed loop by duration", () => {
  const load = { extent: { kind: "duration", durationMs: 1000 }, concurrency: 4 } as const;

  it("starts nothing after the end and records what was still in flight", async () => {
    const clock = new VirtualClock();
    const starts: number[] = [];
    const target = scriptedTarget(async () => {
      starts.push(clock.monotonic());
      await clock.sleep(300);
      return outcome();
    });
    const result = await clock.drive(run(scenario({ load }), target, { clock }));
    expect(Math.max(...starts)).toBe(900);
    expect(result.total.sent).toBe(16);
    expect(result.total.sent).toBe(starts.length);
    expect(result.elapsedSeconds).toBe(1.2);
    expect(result.total.throughput).toBe(13.333);
  });

  it("keeps exactly so many in flight", async () => {
    const clock = new VirtualClock();
    let inFlight = 0;
    const seen = new Set<number>();
    const target = scriptedTarget(async (_, scope) => {
      seen.add(++inFlight);
      await clock.sleep(1 + (scope.index % 7));
      inFlight--;
      return outcome();
    });
    const result = await clock.drive(run(scenario({ load }), target, { clock }));
    expect([...seen].sort()).toEqual([1, 2, 3, 4]);
    expect(result.total.sent).toBeGreaterThan(800);
  });

  it("leaves out operations that start in the warm-up, even when they end after it", async () => {
    const clock = new VirtualClock();
    const target = scriptedTarget(async () => {
      const cold = clock.monotonic() < 250;
      await clock.sleep(cold ? 100 : 10);
      return cold ? outcome({ status: "failed", code: "Cold" }) : outcome();
    });
    const result = await clock.drive(
      run(scenario({ load: { ...load, warmupMs: 250, concurrency: 1 } }), target, { clock }),
    );
    expect(result.total.errors).toEqual({});
    expect(result.total.latencyMs.max).toBe(10);
    expect(result.total.sent).toBe(100);
    expect(result.elapsedSeconds).toBe(1);
    expect(result.startedAt).toBe("2026-01-01T00:00:00.300Z");
  });

  it("counts what it saw, by operation and in total", async () => {
    const clock = new VirtualClock();
    const target = scriptedTarget(async (_, scope) => {
      await clock.sleep(1);
      return scope.index < 10
        ? outcome({ status: "failed", code: "Throttled", attempts: 3, items: 0, throttles: hot })
        : outcome({ consumed: [{ resource: "Sessions", readUnits: 0.5, writeUnits: 0 }] });
    });
    const hot = [
      {
        reason: "Hot",
        resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/Events/index/ByType",
      },
      { reason: "Hot" },
    ];
    const operations = [get({ name: "a", weight: 3 }), get({ name: "b", weight: 1 })];
    const result = await clock.drive(run(scenario({ operations, load }), target, { clock }));
    const { total } = result;
    expect(total.sent).toBe(4000);
    expect(total.failed).toBeGreaterThan(300);
    expect(total.ok + total.failed).toBe(4000);
    expect(total.errors).toEqual({ Throttled: total.failed });
    expect(total.retries).toBe(2 * total.failed);
    expect(total.attempts).toBe(total.sent + total.retries);
    expect(total.throttled).toBe(2 * total.failed);
    expect(total.throttles).toEqual({
      Hot: total.failed,
      "Hot on Events/index/ByType": total.failed,
    });
    expect(total.items).toBe(total.ok);
    expect(total.itemThroughput).toBe(total.throughput);
    const units = { read: total.ok / 2, write: 0 };
    expect(total.capacity).toEqual({ ...units, resources: { Sessions: units } });
    const parts = Object.values(result.operations);
    expect(Object.keys(result.operations)).toEqual(["a", "b"]);
    for (const member of ["sent", "ok", "failed", "attempts", "throttled"] as const) {
      expect(parts.reduce((sum, stats) => sum + stats[member], 0)).toBe(total[member]);
    }
  });
});

describe("the timeline", () => {
  it("has a row a second, also for seconds in which nothing ended", async () => {
    const clock = new VirtualClock();
    const load = { extent: { kind: "requests", requests: 3 }, concurrency: 1 } as const;
    const target = steady(clock, 1500);
    const { timeline } = await clock.drive(run(scenario({ load }), target, { clock }));
    expect(timeline.map(({ second, ok, p50 }) => [second, ok, p50])).toEqual([
      [1, 0, 0],
      [2, 1, 1500],
      [3, 0, 0],
      [4, 1, 1500],
      [5, 1, 1500],
    ]);
  });

  it("counts its seconds from the first measured operation, to the millisecond", async () => {
    const clock = new VirtualClock();
    const load = {
      warmupMs: 250,
      extent: { kind: "duration", durationMs: 2000 },
      concurrency: 1,
    } as const;
    const { timeline } = await clock.drive(run(scenario({ load }), steady(clock, 10), { clock }));
    expect(timeline.map(({ ok }) => ok)).toEqual([99, 100, 1]);
  });

  it("adds up to the totals", async () => {
    const clock = new VirtualClock();
    const load = { extent: { kind: "duration", durationMs: 3000 }, concurrency: 3 } as const;
    const result = await clock.drive(run(scenario({ load }), steady(clock, 7), { clock }));
    expect(result.timeline.reduce((sum, row) => sum + row.ok, 0)).toBe(result.total.ok);
    expect(result.timeline.map(row => row.second)).toEqual([1, 2, 3, 4]);
  });
});

describe("the snapshots", () => {
  it("come once a second and tell warm-up from what is measured", async () => {
    const clock = new VirtualClock();
    const ticks: Snapshot[] = [];
    const load = {
      warmupMs: 2000,
      extent: { kind: "duration", durationMs: 3000 },
      concurrency: 2,
    } as const;
    await clock.drive(
      run(scenario({ load }), steady(clock, 10), { clock, onTick: tick => ticks.push(tick) }),
    );
    expect(ticks.map(tick => [tick.phase, tick.elapsedMs, tick.ok])).toEqual([
      ["warmup", 1000, 198],
      ["warmup", 2000, 398],
      ["measured", 1000, 198],
      ["measured", 2000, 398],
      ["measured", 3000, 598],
    ]);
    expect(ticks[2]).toMatchObject({
      phase: "measured",
      elapsedMs: 1000,
      remaining: { kind: "duration", remainingMs: 2000 },
      opsPerSecond: 198,
      p50Ms: 10,
      p95Ms: 10,
      p99Ms: 10,
      ok: 198,
      failed: 0,
      unknown: 0,
      history: [198],
    });
  });

  it("go on while the service is silent, and say how many operations are to come", async () => {
    const clock = new VirtualClock();
    const ticks: Snapshot[] = [];
    const load = { extent: { kind: "requests", requests: 5 }, concurrency: 2 } as const;
    await clock.drive(
      run(scenario({ load }), steady(clock, 4000), { clock, onTick: tick => ticks.push(tick) }),
    );
    expect(ticks).toHaveLength(12);
    expect(ticks[0]?.remaining).toEqual({ kind: "requests", remainingRequests: 3 });
    expect(ticks.at(-1)?.history).toHaveLength(8);
  });
});

it("leaves out of the generator's figures what the report costs", async () => {
  const clock = new VirtualClock();
  const read: string[] = [];
  const cpuMicros = clock.cpuMicros.bind(clock);
  clock.cpuMicros = () => {
    read.push("cpu");
    return cpuMicros();
  };
  const judged = scenario({ thresholds: [] });
  const reported = {
    ...judged,
    get thresholds() {
      read.push("report");
      return judged.thresholds;
    },
  };
  await clock.drive(run(reported, steady(clock, 1), { clock }));
  // Before the load, too, someone looks what would end it.
  expect(read).toEqual(["report", "cpu", "cpu", "report"]);
});

describe("whoever is told of the snapshots", () => {
  it.each([
    ["as an operation ends", 10],
    ["while nothing ends", 4000],
  ])("ends the run by throwing, %s", async (_, serviceMs) => {
    const clock = new VirtualClock();
    const load = { extent: { kind: "requests", requests: 1000 }, concurrency: 2 } as const;
    const onTick = () => {
      throw new Error("no more room");
    };
    const running = run(scenario({ load }), steady(clock, serviceMs), { clock, onTick });
    await expect(clock.drive(running)).rejects.toThrow("no more room");
    expect(clock.pending).toBe(0);
  });
});

describe("an interrupted run", () => {
  const load = { extent: { kind: "duration", durationMs: 60_000 }, concurrency: 4 } as const;

  it("starts nothing more, waits for what is in flight, and reports what it measured", async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    clock.after(1005, () => stop.abort());
    const ended: number[] = [];
    const target = scriptedTarget(async () => {
      await clock.sleep(100);
      ended.push(clock.monotonic());
      return outcome();
    });
    const result = await clock.drive(
      run(scenario({ load }), target, { clock, signal: stop.signal }),
    );
    expect(result.interrupted).toBe(true);
    expect(result.ok).toBe(false);
    expect(ended.at(-1)).toBe(1100);
    expect(result.total.sent).toBe(ended.length);
    expect(clock.pending).toBe(0);
  });

  it("cuts off after two seconds what does not end by itself", async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    clock.after(500, () => stop.abort());
    const target = scriptedTarget(async (_, __, signal) => {
      await clock.sleep(30_000, signal);
      return outcome({ status: "unknown", code: "Aborted" });
    });
    const result = await clock.drive(
      run(scenario({ load }), target, { clock, signal: stop.signal }),
    );
    expect(clock.monotonic()).toBe(2500);
    expect(result.total).toMatchObject({ sent: 4, unknown: 4, errors: { Aborted: 4 } });
  });

  it.each([0, 100])("in its warm-up has measured nothing (at %i ms)", async atMs => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    if (atMs === 0) stop.abort();
    else clock.after(atMs, () => stop.abort());
    const result = await clock.drive(
      run(scenario({ load: { ...load, warmupMs: 1000 } }), steady(clock, 7), {
        clock,
        signal: stop.signal,
      }),
    );
    expect(result).toMatchObject({ interrupted: true, elapsedSeconds: 0 });
    expect(result.total).toMatchObject({ sent: 0, throughput: 0 });
    expect(result.timeline).toEqual([]);
    expect(JSON.stringify(result)).not.toContain("null,null");
  });

  it("is not what a run is that nobody interrupts", async () => {
    const clock = new VirtualClock();
    const result = await clock.drive(run(scenario(), steady(clock, 1), { clock }));
    expect(result).not.toHaveProperty("interrupted");
    expect(result.ok).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

it("lets every operation in flight listen for the cut without a warning of a leak", async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  const clock = new VirtualClock();
  const target = scriptedTarget(async (_, __, signal) => {
    await clock.sleep(10, signal);
    return outcome();
  });
  await clock.drive(run(scenario({ load: { concurrency: 30 } }), target, { clock }));
  process.off("warning", warn);
  expect(warnings).toEqual([]);
});

describe("a template that fails for certain values", () => {
  it("ends the run, and the operation is named", async () => {
    const clock = new VirtualClock();
    const target = scriptedTarget(async () => {
      throw new DynError("invalid", "division by zero");
    });
    await expect(clock.drive(run(scenario(), target, { clock }))).rejects.toThrow(
      "read: division by zero",
    );
  });
});

describe("a fault of the program", () => {
  it("ends the run with that error, and leaves nothing in flight", async () => {
    const clock = new VirtualClock();
    let inFlight = 0;
    let started = 0;
    const target = scriptedTarget(async (_, __, signal) => {
      if (++started === 7) throw new Error("template fails");
      inFlight++;
      await clock.sleep(1000, signal);
      inFlight--;
      return outcome();
    });
    await expect(clock.drive(run(scenario(), target, { clock }))).rejects.toThrow("template fails");
    expect(inFlight).toBe(0);
    expect(clock.pending).toBe(0);
    // The sixth operation was to take until 2,000.
    expect(clock.monotonic()).toBe(1000);
  });
});
