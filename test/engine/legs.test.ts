import { expect, it } from "vitest";
import { type Leg, loadOfLeg } from "../../src/engine/leg.ts";
import { reportLoad } from "../../src/engine/load-report.ts";
import { mergeLegs } from "../../src/engine/merge-legs.ts";
import { runLoad } from "../../src/engine/run-load.ts";
import { whole } from "../../src/engine/slice.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { entity, outcome, scenario, scriptedTarget } from "./scripted-target.ts";
import { VirtualClock } from "./virtual-clock.ts";

const put = {
  name: "make",
  weight: 1,
  vars: [],
  retryConflicts: 0,
  action: { kind: "put", entity: entity(), pick: { kind: "new" } },
} as const;

/** What the legs of a load make, one leg after the other with a pause of a minute, and their merge. */
async function run(load: Partial<Load>, of: number) {
  const clock = new VirtualClock();
  const asked = scenario({ operations: [put], load });
  const made: number[][] = [];
  const results = [];
  for (let index = 0; index < of; index++) {
    const leg: Leg = { index, of };
    const own: number[] = [];
    made.push(own);
    const target = scriptedTarget(async (_action, { index: item }) => {
      own.push(item);
      await clock.sleep(10);
      return outcome();
    });
    const part = { ...asked, load: loadOfLeg(asked.load, leg) };
    results.push((await clock.drive(runLoad(part, target, { clock, leg }))).result);
    await clock.drive(clock.sleep(60_000));
  }
  const report = reportLoad(asked.load, whole, { queued: 0, unsent: 0 });
  return { made, results, result: mergeLegs(results, report) };
}

it("each have the whole concurrency for a part of the time, and items of their own", async () => {
  const extent = { kind: "duration", durationMs: 6000 } as const;
  const { made, result } = await run({ extent, warmupMs: 600, concurrency: 2 }, 3);
  for (const own of made) expect(own).toHaveLength(2 * 220);
  expect(new Set(made.flat()).size).toBe(made.flat().length);
  expect(result).toMatchObject({
    elapsedSeconds: 6,
    total: { sent: 1200, throughput: 200 },
    operations: { make: { sent: 1200, throughput: 200 } },
    load: { legs: 3, durationSeconds: 6, warmupSeconds: 0.6, concurrency: 2 },
  });
  expect(result.timeline.map(({ second }) => second)).toEqual([1, 2, 3, 4, 5, 6]);
});

it("share a number of requests, and have no rows of hardly a second", async () => {
  const extent = { kind: "requests", requests: 301 } as const;
  const { made, result } = await run({ extent, concurrency: 1 }, 2);
  expect(made.map(own => own.length)).toEqual([151, 150]);
  expect(result.total.sent).toBe(301);
  expect(result.load.requests).toBe(301);
  expect(result.timeline.map(({ second, ok }) => [second, ok > 90])).toEqual([
    [1, true],
    [2, true],
  ]);
});

it("keep the rate of an open loop", async () => {
  const extent = { kind: "duration", durationMs: 4000 } as const;
  const stages = [{ ratePerSecond: 50, durationMs: Number.POSITIVE_INFINITY, ramp: false }];
  const pace = { kind: "open", arrivals: "constant", stages } as const;
  const { result } = await run({ extent, pace, concurrency: 5 }, 2);
  expect(result).toMatchObject({ elapsedSeconds: 4, total: { sent: 200, throughput: 50 } });
});

it("have each operation its turn in the time of all of its turns", async () => {
  const extent = { kind: "duration", durationMs: 4000 } as const;
  const { result } = await run({ extent, order: "inTurn", concurrency: 1 }, 2);
  expect(result.operations.make).toMatchObject({ elapsedSeconds: 4, throughput: 100 });
});

it("are interrupted when one of them was", async () => {
  const { results, result } = await run({ extent: { kind: "requests", requests: 4 } }, 2);
  expect(result).not.toHaveProperty("interrupted");
  const [first, second] = results;
  if (first === undefined || second === undefined) throw new Error("two legs");
  const cut = { ...second, interrupted: true as const };
  expect(mergeLegs([first, cut], result.load)).toMatchObject({ interrupted: true, ok: false });
});
