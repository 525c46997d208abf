import { describe, expect, it } from "vitest";
import { Recorder } from "../../src/engine/recorder.ts";
import { mergeSnapshots, type Snapshot, takeSnapshot } from "../../src/engine/snapshot.ts";
import { snapshot } from "../reporters/sample.ts";
import { outcome } from "./scripted-target.ts";

const remaining = { kind: "duration", remainingMs: 5000 } as const;

/** A worker whose operations took so long in its first second. */
function worker(...latenciesMs: number[]): Snapshot {
  const recorder = new Recorder(["read"], 0);
  for (const ms of latenciesMs) {
    recorder.record(0, outcome({ throttles: [{ reason: "Hot" }] }), 900, ms * 1000, ms * 1000);
  }
  recorder.timeline.advance(1000);
  return takeSnapshot("measured", recorder, 1000, remaining, {
    targetRate: 10,
    queued: 2,
    stopping: false,
  });
}

describe("snapshots of workers", () => {
  it("add up, and have the percentiles of all operations", () => {
    const merged = mergeSnapshots([worker(1, 1, 1, 1), worker(100)]);
    expect(merged).toMatchObject({
      phase: "measured",
      opsPerSecond: 5,
      ok: 5,
      throttled: 5,
      targetRate: 20,
      queued: 4,
      history: [5],
      p50Ms: 1,
    });
    expect(merged.p99Ms).toBeCloseTo(100, 0);
    expect(mergeSnapshots([worker(1, 1, 1, 1, 100)]).p99Ms).toBe(merged.p99Ms);
  });

  it("match seconds from the latest back", () => {
    const histories = [[1, 2, 3], [10]].map(history => snapshot({ history }));
    const [one = snapshot(), two = snapshot()] = histories;
    expect(mergeSnapshots([one, two]).history).toEqual([1, 2, 13]);
  });

  it("are to last as long as the longest, or do what all have to do", () => {
    const of = (change: Snapshot["remaining"]) => snapshot({ remaining: change });
    const time = (remainingMs: number) => of({ kind: "duration", remainingMs });
    const requests = (remainingRequests: number) => of({ kind: "requests", remainingRequests });
    expect(mergeSnapshots([time(5), time(9)]).remaining).toMatchObject({ remainingMs: 9 });
    expect(mergeSnapshots([requests(5), requests(9)]).remaining).toEqual({
      kind: "requests",
      remainingRequests: 14,
    });
    expect(mergeSnapshots([requests(5), time(9)]).remaining).toMatchObject({ remainingMs: 9 });
  });

  it("warm up while one does, and have no target rate in a closed loop", () => {
    const merged = mergeSnapshots([snapshot({ phase: "warmup" }), snapshot()]);
    expect(merged).toMatchObject({ phase: "warmup", targetRate: null, stopping: false });
  });
});
