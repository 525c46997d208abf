import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CountCheck, EveryCheck, SumCheck } from "../../../src/scenario/scenario.ts";
import { condition, openStore, type Store } from "./fixture.ts";

let store: Store;
beforeEach(async () => {
  store = await openStore();
  await store.store(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
});
afterEach(() => store.close());

describe("a check of a sum", () => {
  const of = (change: Partial<SumCheck> = {}): SumCheck => ({
    kind: "sum",
    name: "sum",
    table: store.table,
    terms: [{ sign: 1, attribute: "Balance" }],
    equals: "1000",
    ...change,
  });

  it("passes when the sum is as it should be", async () => {
    expect(await store.judge(of())).toMatchObject({
      ok: true,
      detail: "Balance adds up to 1,000 over 10 items",
      keys: [],
    });
  });

  it("fails when one transfer was applied twice", async () => {
    await store.put('{"Owner":"owner-1","Id":1,"Balance":112.50}');
    expect(await store.judge(of())).toMatchObject({
      ok: false,
      detail: "Balance adds up to 1,012.5 over 10 items, not 1,000: 12.5 too much",
    });
    await store.put('{"Owner":"owner-1","Id":1,"Balance":99}');
    expect(await store.judge(of())).toMatchObject({
      ok: false,
      detail: "Balance adds up to 999 over 10 items, not 1,000: 1 too little",
    });
  });

  it("is exact where doubles are not", async () => {
    await store.put('{"Owner":"owner-1","Id":1,"Balance":9007199254740992}');
    await store.put('{"Owner":"owner-1","Id":4,"Balance":0.1}');
    await store.put('{"Owner":"owner-1","Id":7,"Balance":0.2}');
    const equals = "9007199254741692.3";
    expect(await store.judge(of({ equals }))).toMatchObject({ ok: true });
    expect(await store.judge(of({ equals: "9007199254741692.30000001" }))).toMatchObject({
      ok: false,
    });
  });

  it("adds terms with signs, and takes what an item lacks for 0", async () => {
    await store.put('{"Owner":"owner-1","Id":1,"Balance":90,"Held":15,"Back":5}');
    const terms = [
      { sign: 1, attribute: "Balance" },
      { sign: 1, attribute: "Held" },
      { sign: -1, attribute: "Back" },
      { sign: 1, attribute: "constructor" },
    ] as const;
    expect(await store.judge(of({ terms }))).toMatchObject({
      ok: true,
      detail: "Balance + Held - Back + constructor add up to 1,000 over 10 items",
    });
  });

  it("fails for what is no number, and names it", async () => {
    await store.put('{"Owner":"owner-1","Id":1,"Balance":"100"}');
    expect(await store.judge(of())).toMatchObject({
      ok: false,
      detail: "Balance is no number in 1 item",
      keys: [store.key(1)],
    });
  });

  it("adds up the items that meet its condition", async () => {
    const where = condition("Owner = 'owner-0'");
    expect(await store.judge(of({ where, equals: "400" }))).toMatchObject({ ok: true });
    expect(await store.judge(of({ where }))).toMatchObject({ ok: false });
  });

  it("adds up an entity's seeded items as of one moment", async () => {
    await store.put('{"Owner":"else","Id":1,"Balance":5}');
    expect(await store.judge(of())).toMatchObject({ ok: false });
    expect(await store.judge(of({ entity: store.entity }))).toMatchObject({ ok: true });
    await store.remove(3);
    expect(await store.judge(of({ entity: store.entity }))).toMatchObject({
      ok: false,
      detail: "Balance adds up to 900 over 9 items, not 1,000: 100 too little",
    });
  });
});

describe("a check of every item", () => {
  const of = (where: string): EveryCheck => ({
    kind: "every",
    name: "every",
    table: store.table,
    where: condition(where),
  });

  it("passes when all meet the condition", async () => {
    expect(await store.judge(of("Balance >= 0"))).toMatchObject({
      ok: true,
      detail: `every item of ${store.table} meets the condition`,
    });
  });

  it("fails for a negative one, one of another type and one that lacks the attribute", async () => {
    await store.put('{"Owner":"owner-1","Id":1,"Balance":-0.01}');
    await store.put('{"Owner":"owner-1","Id":4,"Balance":"100"}');
    await store.put('{"Owner":"owner-1","Id":7}');
    const { ok, detail, keys } = await store.judge(of("Balance >= 0"));
    expect(ok).toBe(false);
    expect(detail).toBe(`3 items of ${store.table} do not meet the condition`);
    expect(keys.toSorted()).toEqual([store.key(1), store.key(4), store.key(7)]);
  });
});

describe("a check of a count", () => {
  const of = (change: Partial<CountCheck> = {}): CountCheck => ({
    kind: "count",
    name: "count",
    table: store.table,
    atLeast: 10,
    atMost: 10,
    ...change,
  });

  it("passes for the very number", async () => {
    expect(await store.judge(of())).toMatchObject({
      ok: true,
      detail: `${store.table} has 10 items`,
    });
  });

  it("fails when it is off by one, either way", async () => {
    await store.remove(9);
    expect(await store.judge(of())).toMatchObject({
      ok: false,
      detail: `${store.table} has 9 items, not 10`,
    });
    await store.store(9, 10);
    expect(await store.judge(of())).toMatchObject({ ok: false });
  });

  it("takes bounds, both included, and a condition", async () => {
    const where = condition("Owner = 'owner-0'");
    const atMost = Number.POSITIVE_INFINITY;
    expect(await store.judge(of({ where, atLeast: 4, atMost }))).toMatchObject({ ok: true });
    expect(await store.judge(of({ where, atLeast: 5, atMost }))).toMatchObject({
      ok: false,
      detail: `${store.table} has 4 items that meet the condition, not at least 5`,
    });
    expect(await store.judge(of({ where, atLeast: 0, atMost: 4 }))).toMatchObject({ ok: true });
    expect(await store.judge(of({ where, atLeast: 0, atMost: 3 }))).toMatchObject({ ok: false });
  });
});
