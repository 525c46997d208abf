import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { untilFresh } from "../../src/engine/freshness.ts";
import { runLoad } from "../../src/engine/run-load.ts";
import { Tally } from "../../src/engine/tally.ts";
import type { GetAction } from "../../src/scenario/scenario.ts";
import type { MeasuredFreshness, Outcome, Prepared } from "../../src/targets/target.ts";
import { entity, get, outcome, scenario, scriptedTarget } from "./scripted-target.ts";
import { VirtualClock } from "./virtual-clock.ts";

const scope = { seed: 1, index: 0, vars: {}, now: () => 0 };
const absent = outcome({ items: 0 });

/** A read that takes 2 ms and answers as its script says, in the end as its last word. */
function reading(clock: VirtualClock, script: readonly Outcome[]): Prepared {
  let turn = 0;
  return async () => {
    await clock.sleep(2);
    return script[Math.min(turn++, script.length - 1)] ?? outcome();
  };
}

function read(script: readonly Outcome[], withinMs = 100, signal?: AbortSignal) {
  const clock = new VirtualClock();
  const fresh = untilFresh(reading(clock, script), { withinMs }, clock);
  return clock.drive(fresh(scope, signal));
}

describe("a read that is to see what was written before", () => {
  it("is one read where that sees it", async () => {
    expect(await read([outcome({ captured: 7 })])).toMatchObject({
      status: "ok",
      attempts: 1,
      requests: 1,
      items: 1,
      captured: 7,
      freshness: { staleReads: 0, elapsedMs: 2 },
    });
  });

  it("is made again, with growing pauses, until one sees it; none of them is a retry", async () => {
    const ended = await read([absent, absent, absent, outcome()]);
    expect(ended).toMatchObject({ status: "ok", attempts: 4, requests: 4, items: 1 });
    expect(ended.freshness).toEqual({ staleReads: 3, elapsedMs: 4 * 2 + 1 + 2 + 4 });
  });

  it("has failed when none sees it in time", async () => {
    const ended = await read([absent], 20);
    expect(ended).toMatchObject({ status: "failed", code: "StaleRead", items: 0 });
    expect(ended.freshness).toEqual({ staleReads: 5, elapsedMs: 22 });
    expect(ended.conditionFailed).toBeUndefined();
  });

  it("ends as a read ended that was not ok, and tells nothing of freshness then", async () => {
    const lost = outcome({ status: "failed", code: "Timeout", items: 0 });
    const ended = await read([absent, lost]);
    expect(ended).toMatchObject({ status: "failed", code: "Timeout", attempts: 2 });
    expect(ended).not.toHaveProperty("freshness");
  });

  it("waits no longer when the run ends", async () => {
    expect((await read([absent], 1000, AbortSignal.abort())).freshness?.staleReads).toBe(1);
    const clock = new VirtualClock();
    const controller = new AbortController();
    const fresh = untilFresh(reading(clock, [absent]), { withinMs: 60_000 }, clock);
    clock.after(100, () => controller.abort());
    const ended = await clock.drive(fresh(scope, controller.signal));
    expect(ended.freshness?.elapsedMs).toBeLessThan(110);
    expect(clock.pending).toBe(0);
  });

  it("waits its time and no more than a read beyond it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), async withinMs => {
        const { freshness } = await read([absent], withinMs);
        expect(freshness?.elapsedMs).toBeGreaterThanOrEqual(withinMs);
        expect(freshness?.elapsedMs).toBeLessThanOrEqual(withinMs + 2);
      }),
    );
  });
});

describe("staleness", () => {
  const action: GetAction = {
    kind: "get",
    entity: entity(),
    pick: { kind: "uniform" },
    consistent: false,
    until: { withinMs: 50 },
  };

  it("is in the figures of operations that asked, and of all", async () => {
    const clock = new VirtualClock();
    let reads = 0;
    const target = scriptedTarget(async () => {
      await clock.sleep(2);
      reads++;
      return outcome({ items: reads % 5 === 0 ? 0 : 1 });
    });
    const operations = [get({ name: "fresh", action }), get({ name: "plain" })];
    const load = { extent: { kind: "requests", requests: 200 }, concurrency: 1 } as const;
    const { result } = await clock.drive(
      runLoad(scenario({ operations, load }), target, { clock }),
    );
    const { fresh, plain } = result.operations;
    expect(plain).not.toHaveProperty("staleness");
    expect(fresh?.staleness).toMatchObject({ reads: fresh?.sent, ms: { min: 2 } });
    expect(fresh?.staleness?.stale).toBeGreaterThan(0);
    expect(result.total.staleness).toEqual(fresh?.staleness);
    expect(fresh?.latencyMs.max).toBe(5);
  });

  it("comes out of merged results as if one had recorded it", () => {
    const freshness: fc.Arbitrary<MeasuredFreshness> = fc.record({
      staleReads: fc.nat(9),
      elapsedMs: fc.integer({ min: 0, max: 9000 }),
    });
    const ends = fc.array(fc.option(freshness, { nil: undefined }));
    fc.assert(
      fc.property(ends, ends, (one, other) => {
        const tallyOf = (all: readonly (MeasuredFreshness | undefined)[]) => {
          const tally = new Tally();
          for (const each of all) tally.record(outcome(each && { freshness: each }), 1000, 1000);
          return tally;
        };
        const [a, b, both] = [tallyOf(one), tallyOf(other), tallyOf([...one, ...other])];
        const merged = Tally.of(a.stats(1));
        merged.add(Tally.of(b.stats(1)));
        expect(merged.stats(1).staleness).toEqual(both.stats(1).staleness);
      }),
    );
  });

  it("of several reads in a flow is that of the one that waited longest, with all stale reads", async () => {
    const clock = new VirtualClock();
    const target = scriptedTarget(async ({ kind }) => {
      await clock.sleep(kind === "get" ? 3 : 1);
      return outcome();
    });
    const flow = {
      kind: "flow",
      steps: [
        { action, restarts: 0 },
        { action: { ...action, until: { withinMs: 9 } }, restarts: 0 },
      ],
    } as const;
    const load = { extent: { kind: "requests", requests: 10 }, concurrency: 2 } as const;
    const { result } = await clock.drive(
      runLoad(scenario({ operations: [get({ action: flow })], load }), target, { clock }),
    );
    expect(result.total.staleness).toMatchObject({ reads: 10, stale: 0, ms: { p50: 3 } });
  });
});
