import { describe, expect, it } from "vitest";
import { WorkersWatch } from "../../../src/commands/stress/workers-watch.ts";
import type { Measurement } from "../../../src/engine/run-load.ts";
import { type Slice, whole } from "../../../src/engine/slice.ts";
import { Tally } from "../../../src/engine/tally.ts";
import { parseThreshold } from "../../../src/scenario/threshold.ts";
import { outcome } from "../../engine/scripted-target.ts";
import { snapshot } from "../../reporters/sample.ts";

/** So many operations in a second, of so many microseconds each. */
function measured(operations: number, micros = 1000): Measurement {
  const tally = new Tally();
  for (let sent = 0; sent < operations; sent++) tally.record(outcome(), micros, micros);
  const stats = tally.stats(1);
  return { elapsedSeconds: 1, total: stats, operations: { read: stats } };
}

function watch(expression: string, slice: Slice = whole) {
  let stops = 0;
  const threshold = { ...parseThreshold(expression, ["read"]), abort: { afterMs: 0 } };
  const watching = new WorkersWatch(
    [threshold],
    { workers: 2, slice },
    {
      onTick: () => {},
      stop: () => {
        stops++;
      },
    },
  );
  const tick = (worker: number, ...of: Parameters<typeof measured>) =>
    watching.tick(worker, snapshot({ phase: "measured", elapsedMs: 1000 }), measured(...of));
  return { tick, watching, stops: () => stops };
}

describe("who watches workers", () => {
  it("holds what all of them do together against thresholds that end a run", () => {
    const { tick, watching, stops } = watch("throughput > 15/s");
    tick(0, 10);
    tick(1, 10);
    expect(stops()).toBe(0);
    tick(0, 5);
    tick(1, 5);
    expect(stops()).toBe(1);
    expect(watching.missed).toBe("throughput > 15/s");
  });

  it("judges nothing before it has heard of each", () => {
    const { tick, stops } = watch("throughput > 15/s");
    tick(0, 10);
    tick(0, 10);
    expect(stops()).toBe(0);
  });

  it("leaves what only the whole load shows to those who merge its shards", () => {
    const shard = { offset: 0, stride: 4 };
    const rate = watch("throughput > 15/s", shard);
    rate.tick(0, 5);
    rate.tick(1, 5);
    expect(rate.stops()).toBe(0);
    const latency = watch("p95 < 1ms", shard);
    latency.tick(0, 5, 9000);
    latency.tick(1, 5, 9000);
    expect(latency.stops()).toBe(1);
  });
});
