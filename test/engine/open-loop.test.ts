import { describe, expect, it } from "vitest";
import { runLoad } from "../../src/engine/run-load.ts";
import type { Snapshot } from "../../src/engine/snapshot.ts";
import type { Load, Operation, Stage } from "../../src/scenario/scenario.ts";
import { entity, get, outcome, scenario, scriptedTarget } from "./scripted-target.ts";
import { VirtualClock } from "./virtual-clock.ts";

const forever = Number.POSITIVE_INFINITY;
const steady = (ratePerSecond: number): Stage => ({
  ratePerSecond,
  durationMs: forever,
  ramp: false,
});

function open(rate: number, durationMs: number, change: Partial<Load> = {}): Partial<Load> {
  return {
    pace: { kind: "open", arrivals: "constant", stages: [steady(rate)] },
    extent: { kind: "duration", durationMs },
    concurrency: 10_000,
    ...change,
  };
}

/** A service whose answers take so long, by when they are asked for. */
async function measure(
  load: Partial<Load>,
  serviceMs: (nowMs: number) => number,
  {
    interruptAtMs,
    operations = [get()],
  }: { interruptAtMs?: number; operations?: Operation[] } = {},
) {
  const clock = new VirtualClock();
  const stop = new AbortController();
  if (interruptAtMs !== undefined) clock.after(interruptAtMs, () => stop.abort());
  let [inFlight, mostInFlight] = [0, 0];
  const starts: number[] = [];
  const target = scriptedTarget(async (_action, _scope, signal) => {
    starts.push(clock.monotonic());
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    await clock.sleep(serviceMs(clock.monotonic()), signal);
    inFlight--;
    return outcome();
  });
  const ticks: Snapshot[] = [];
  const { result } = await clock.drive(
    runLoad(scenario({ load, operations }), target, {
      clock,
      signal: stop.signal,
      onTick: tick => ticks.push(tick),
    }),
  );
  expect(result.total.sent).toBe(result.total.ok + result.total.failed + result.total.unknown);
  expect(clock.pending).toBe(0);
  return { result, starts, ticks, mostInFlight, endedMs: clock.monotonic() };
}

describe("an open loop", () => {
  it("starts operations on its schedule, however long they take", async () => {
    const { result, starts } = await measure(open(100, 2000), () => 700);
    expect(starts).toHaveLength(200);
    for (const [k, startMs] of starts.entries()) expect(startMs).toBeCloseTo(k * 10, 6);
    expect(result.load).toMatchObject({ kind: "open", rate: 100, queued: 0, unsent: 0 });
    expect(result.load.stages).toEqual([{ ratePerSecond: 100, seconds: null, ramp: false }]);
    expect(result.generator.scheduleLagP99Ms).toBe(0);
    expect(result.total.latencyMs.max).toBeCloseTo(700, -1);
  });

  it("shows a stall of one second in full, as arithmetic says", async () => {
    // Whoever asks between 5 s and 6 s is answered at 6 s, whoever does otherwise after 1 ms.
    const stall = (nowMs: number) => (nowMs >= 5000 && nowMs < 6000 ? 6000 - nowMs : 1);
    const { result } = await measure(open(1000, 10_000), stall);
    const { latencyMs, sent } = result.total;
    expect(sent).toBe(10_000);
    const arithmetic = Array.from({ length: 10_000 }, (_, k) => stall(k)).sort((a, b) => a - b);
    const percentile = (share: number) => arithmetic[Math.ceil(share * 10_000) - 1] ?? 0;
    const within = (actual: number, wanted: number) => {
      expect(Math.abs(actual - wanted) / wanted).toBeLessThan(0.05);
    };
    within(latencyMs.max, 1000);
    within(latencyMs.p99, percentile(0.99));
    within(latencyMs.p95, percentile(0.95));
    within(latencyMs.p50, 1);
    expect(result.load.queued).toBe(0);
  });

  it("shows it with few lanes too: who waits for one has waited since the intended start", async () => {
    const stall = (nowMs: number) => (nowMs >= 5000 && nowMs < 6000 ? 6000 - nowMs : 1);
    const load = open(1000, 10_000, { concurrency: 10 });
    const { result, mostInFlight } = await measure(load, stall);
    const { latencyMs, serviceMs, sent } = result.total;
    expect(mostInFlight).toBe(10);
    expect(sent).toBe(10_000);
    // Ten are answered at 6 s; ten lanes of 1 ms then make 10,000/s and catch up in 110 ms.
    expect(Math.abs(latencyMs.max - 1000) / 1000).toBeLessThan(0.05);
    expect(Math.abs(latencyMs.p99 - 910) / 910).toBeLessThan(0.05);
    expect(result.load.queued).toBeGreaterThan(1000);
    expect(result.load.queued).toBeLessThan(1120);
    expect(serviceMs.p99).toBe(1);
    expect(result.generator.scheduleLagP99Ms).toBe(0);
    expect(result.load.unsent).toBe(0);
  });

  it("goes on for ten seconds after its end with what waits, and tells what it gave up", async () => {
    // One lane of 20 ms makes 50/s; 100/s are asked for.
    const load = open(100, 20_000, { concurrency: 1 });
    const { result, endedMs } = await measure(load, () => 20);
    const { sent } = result.total;
    expect(sent + result.load.unsent).toBe(2000);
    expect(sent).toBe(1500);
    expect(endedMs).toBeGreaterThanOrEqual(30_000);
    expect(endedMs).toBeLessThan(30_050);
    expect(result.load.queued).toBe(sent - 1);
    expect(result.total.latencyMs.max).toBeGreaterThan(14_900);
  });

  it("sends all of it when ten seconds are enough", async () => {
    const { result } = await measure(open(100, 5000, { concurrency: 1 }), () => 20);
    expect(result.total.sent).toBe(500);
    expect(result.load.unsent).toBe(0);
  });

  it("by number of operations sends just so many after its warm-up", async () => {
    const load = open(100, 0, {
      warmupMs: 1000,
      extent: { kind: "requests", requests: 250 },
    });
    const { result, starts } = await measure(load, () => 3);
    expect(starts).toHaveLength(350);
    expect(result.total.sent).toBe(250);
    expect(result.load).toMatchObject({ rate: 100, requests: 250, durationSeconds: null });
  });

  it("measures what was meant to start after the warm-up, in the time that it was to take", async () => {
    const { result, starts } = await measure(open(10, 3000, { warmupMs: 1000 }), () => 5);
    expect(starts).toHaveLength(40);
    expect(result.total.sent).toBe(30);
    expect(result.elapsedSeconds).toBe(3);
    expect(result.total.throughput).toBe(10);
    expect(result.timeline.map(({ ok }) => ok)).toEqual([10, 10, 10]);
  });

  it("ends at once when it is interrupted, and counts what was due", async () => {
    const load = open(100, 60_000, { concurrency: 1 });
    const { result, endedMs } = await measure(load, () => 100, { interruptAtMs: 1005 });
    expect(endedMs).toBe(1100);
    expect(result.interrupted).toBe(true);
    expect(result.total.sent).toBe(11);
    expect(result.total.sent + result.load.unsent).toBe(101);
    const rare = await measure(open(0.01, 600_000), () => 1, { interruptAtMs: 50 });
    expect(rare.endedMs).toBe(50);
  });

  it("that was interrupted owes nothing for operations whose turn never came", async () => {
    const load = open(100, 60_000, { concurrency: 1, order: "inTurn" });
    const operations = [get(), get({ name: "second" }), get({ name: "third" })];
    const { result } = await measure(load, () => 100, { interruptAtMs: 1005, operations });
    expect(result.total.sent + result.load.unsent).toBe(101);
  });

  it("tells once a second what it is to do, and how much of that waits", async () => {
    const stages: Stage[] = [
      { ratePerSecond: 10, durationMs: 2000, ramp: false },
      { ratePerSecond: 50, durationMs: 2000, ramp: true },
    ];
    const load: Partial<Load> = {
      pace: { kind: "open", arrivals: "constant", stages },
      extent: { kind: "duration", durationMs: 4000 },
      concurrency: 1,
      warmupMs: 1000,
    };
    const { ticks } = await measure(load, () => 50);
    const at = (ms: number) =>
      ticks.find(({ phase, elapsedMs }) => phase === "measured" && elapsedMs >= ms);
    expect(ticks[0]).toMatchObject({ targetRate: 10, queued: 0, stopping: false });
    expect(at(1000)).toMatchObject({ targetRate: 10, queued: 0, stopping: false });
    expect(at(3000)?.targetRate).toBeCloseTo(30, 0);
    // 20 + 10 + 20 arrivals by then, of which one lane of 20/s has sent 20 + 20 at most.
    expect(at(3000)?.queued).toBeGreaterThan(0);
    expect(at(4000)).toMatchObject({ targetRate: null, stopping: true });
    expect(at(4000)?.queued).toBeGreaterThan(0);
  });

  it("began when its schedule did, however late its first operations are", async () => {
    const begin = Date.UTC(2026, 0, 1);
    const late = await measure(open(100, 1000, { concurrency: 1, warmupMs: 1000 }), () => 20);
    expect(late.starts[100]).toBeGreaterThan(1900);
    expect(Date.parse(late.result.startedAt)).toBe(begin + 1000);
    // Not one arrival in it.
    const empty = await measure(open(0.001, 5000, { warmupMs: 500 }), () => 20);
    expect(empty.result.total.sent).toBe(0);
    expect(Date.parse(empty.result.startedAt)).toBe(begin + 500);
  });

  it("cuts off what is silent two seconds after it was interrupted", async () => {
    const { endedMs } = await measure(open(10, 60_000), () => 1e6, { interruptAtMs: 500 });
    expect(endedMs).toBe(2500);
  });

  it("makes of its k-th arrival draw k, also when a later one overtakes it", async () => {
    const clock = new VirtualClock();
    // A queued operation lets the event loop go on for so long; the next one finds a free lane.
    clock.turn = () => clock.sleep(15);
    const starts: (readonly [atMs: number, index: number])[] = [];
    const target = scriptedTarget(async (_action, { index }) => {
      const atMs = clock.monotonic();
      starts.push([atMs, index]);
      await clock.sleep(atMs === 0 ? 21 : 12);
      return outcome();
    });
    const session = entity();
    const create = get({ action: { kind: "put", entity: session, pick: { kind: "new" } } });
    const load = open(100, 40, { concurrency: 2 });
    await clock.drive(runLoad(scenario({ load, operations: [create] }), target, { clock }));
    expect(starts).toEqual([
      [0, 100],
      [10, 101],
      [30, 103],
      [36, 102],
    ]);
  });

  it("follows stages and ramps", async () => {
    const stages: Stage[] = [
      { ratePerSecond: 100, durationMs: 1000, ramp: false },
      { ratePerSecond: 300, durationMs: 2000, ramp: true },
      { ratePerSecond: 50, durationMs: 1000, ramp: false },
    ];
    const load: Partial<Load> = {
      pace: { kind: "open", arrivals: "constant", stages },
      extent: { kind: "duration", durationMs: 4000 },
      concurrency: 100,
    };
    const { result } = await measure(load, () => 0.01);
    expect(result.timeline.map(({ ok }) => ok)).toEqual([100, 150, 250, 50]);
    expect(result.load.rate).toBe(137.5);
    expect(result.load.stages[1]).toEqual({ ratePerSecond: 300, seconds: 2, ramp: true });
  });

  it("ends with the error of a program that fails, and leaves nothing in flight", async () => {
    const clock = new VirtualClock();
    let started = 0;
    const target = scriptedTarget(async (_action, _scope, signal) => {
      if (++started === 7) throw new Error("template fails");
      await clock.sleep(1000, signal);
      return outcome();
    });
    const running = runLoad(scenario({ operations: [get()], load: open(100, 5000) }), target, {
      clock,
    });
    await expect(clock.drive(running)).rejects.toThrow("template fails");
    expect(started).toBe(7);
    expect(clock.pending).toBe(0);
  });
});
