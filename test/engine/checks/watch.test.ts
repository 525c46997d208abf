import { describe, expect, it } from "vitest";
import { judgeChecks } from "../../../src/engine/checks/judge.ts";
import { watchChecks } from "../../../src/engine/checks/watch.ts";
import { WrittenItems } from "../../../src/engine/written-items.ts";
import { DynError } from "../../../src/errors.ts";
import type { SumCheck } from "../../../src/scenario/scenario.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import type { Reader } from "../../../src/targets/target.ts";
import type { Item } from "../../../src/values/attribute.ts";
import { entity, scenario } from "../scripted-target.ts";
import { VirtualClock } from "../virtual-clock.ts";

const schema: TableSchema = {
  table: "Sessions",
  key: { partition: [{ name: "Id", type: "N" }], sort: [] },
  billing: { kind: "on-demand" },
  indexes: [],
  localIndexes: [],
  tags: new Map(),
};

const check: SumCheck = {
  kind: "sum",
  name: "the bank",
  table: "Sessions",
  entity: entity({ count: 2 }),
  terms: [{ sign: 1, attribute: "Balance" }],
  equals: "1000",
  duringMs: 500,
};
const bank = scenario({ checks: [check] });

const items = (...balances: readonly number[]): Item[] =>
  balances.map((balance, index) => ({ Id: { N: `${index}` }, Balance: { N: `${balance}` } }));

/** Answers snapshots in turn, the last one again and again; each takes 10 ms. */
function answering(clock: VirtualClock, ...answers: readonly (Item[] | Error)[]) {
  const snapshots: number[] = [];
  const reader: Reader = {
    describe: async () => schema,
    fetch: async (_, { indexes }, options) => {
      expect(options?.snapshot).toBe(true);
      expect(indexes).toEqual([0, 1]);
      const answer = answers[Math.min(snapshots.length, answers.length - 1)] ?? [];
      snapshots.push(clock.monotonic());
      await clock.sleep(10);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    scan: () => {
      throw new Error("a check of an entity scans nothing");
    },
  };
  return { reader, snapshots };
}

const throttled = new DynError("failed", "Sessions: throttled");

function judged(loadMs: number, ...answers: readonly (Item[] | Error)[]) {
  return judgedAfter(0, loadMs, ...answers);
}

/** A load that takes so long to begin. */
async function judgedAfter(
  delayMs: number,
  loadMs: number,
  ...answers: readonly (Item[] | Error)[]
) {
  const clock = new VirtualClock();
  const { reader, snapshots } = answering(clock, ...answers);
  const watch = watchChecks(bank, reader, clock);
  const judging = (async () => {
    await clock.sleep(delayMs);
    watch.loadStarts();
    await clock.sleep(loadMs);
    const during = await watch.stop();
    return judgeChecks(bank, reader, new WrittenItems([]), { clock, during });
  })();
  const [result] = await clock.drive(judging);
  expect(clock.pending).toBe(0);
  return { result, snapshots };
}

describe("a check while the load runs", () => {
  it("is judged at once, at its interval and once more after the load", async () => {
    const { result, snapshots } = await judged(1200, items(400, 600));
    expect(snapshots).toEqual([0, 510, 1020, 1200]);
    expect(result).toEqual({
      kind: "sum",
      name: "the bank",
      ok: true,
      detail: "Balance adds up to 1,000 over 2 items after the load; while it ran: held 3 times",
      keys: [],
    });
  });

  it("fails for one moment at which it did not hold, and says when that was", async () => {
    const { result } = await judged(1600, items(400, 600), items(390, 600), items(400, 600));
    expect(result).toMatchObject({
      ok: false,
      detail:
        "Balance adds up to 1,000 over 2 items after the load; while it ran: Balance adds up to 990 over 2 items, not 1,000: 10 too little, first seen 0.5 s into the load; it failed 1 of 4 times",
    });
  });

  it("counts from the start of the load, also where that took its time to begin", async () => {
    const wrong = items(390, 600);
    const inLoad = await judgedAfter(400, 1200, items(400, 600), wrong, items(400, 600));
    expect(inLoad.result?.detail).toContain("10 too little, first seen 0.1 s into the load; ");
    const before = await judgedAfter(1000, 1200, items(400, 600), wrong, items(400, 600));
    expect(before.result?.detail).toContain("10 too little, first seen before the load; ");
  });

  it("says what it found once when that stayed so", async () => {
    const { result } = await judged(1200, items(400, 600), items(390, 600));
    expect(result).toMatchObject({
      ok: false,
      detail:
        "Balance adds up to 990 over 2 items, not 1,000: 10 too little after the load; while it ran: first seen 0.5 s into the load; it failed 2 of 3 times",
    });
  });

  it("fails when it holds while the load runs and not after it", async () => {
    const { result } = await judged(600, items(400, 600), items(400, 600), items(400, 601));
    expect(result).toMatchObject({ ok: false });
  });

  it("does not count readings that fail as judged", async () => {
    const { result } = await judged(1200, throttled, items(400, 600));
    expect(result).toMatchObject({
      ok: true,
      detail: expect.stringContaining(
        "held 2 times; 1 reading failed, the last: Sessions: throttled",
      ),
    });
  });

  it("fails when it was never judged", async () => {
    const { result } = await judged(1200, throttled, throttled, throttled, items(400, 600));
    expect(result).toMatchObject({
      ok: false,
      detail: expect.stringContaining("while it ran: never judged; 3 readings failed"),
    });
  });

  it("waits for a reading that is under way when the load ends", async () => {
    const { result, snapshots } = await judged(5, items(400, 600));
    expect(snapshots).toHaveLength(2);
    expect(result).toMatchObject({ ok: true, detail: expect.stringContaining("held 1 time") });
  });

  it("tells mistakes of dyn itself", async () => {
    await expect(judged(5, new TypeError("a mistake"))).rejects.toThrow("a mistake");
  });

  it("is not judged before or after when there is no interval", async () => {
    const clock = new VirtualClock();
    const { reader, snapshots } = answering(clock, items(400, 600));
    const { duringMs: _, ...after } = check;
    const { stop } = watchChecks(scenario({ checks: [after] }), reader, clock);
    expect(await stop()).toEqual(new Map());
    expect(snapshots).toEqual([]);
  });
});
