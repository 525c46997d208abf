import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IndexCheck } from "../../../src/scenario/scenario.ts";
import type { Projection } from "../../../src/schema/schema.ts";
import type { Reader } from "../../../src/targets/target.ts";
import type { Item } from "../../../src/values/attribute.ts";
import { openStore, type Store } from "./fixture.ts";

const key = {
  partition: [{ name: "Group", type: "S" }],
  sort: [{ name: "Rank", type: "N" }],
} as const;
const localKey = {
  partition: [{ name: "Owner", type: "S" }],
  sort: [{ name: "Rank", type: "N" }],
} as const;
const include: Projection = { kind: "include", attributes: ["Note"] };

const names = ["All", "Keys", "Include", "LocalAll", "LocalKeys"];

describe("a check of an index", () => {
  let store: Store;
  const of = (index: string): IndexCheck => ({
    kind: "indexMatches",
    name: index,
    table: store.table,
    index,
  });

  beforeEach(async () => {
    store = await openStore({
      indexes: [
        { name: "All", key, projection: { kind: "all" } },
        { name: "Keys", key, projection: { kind: "keys" } },
        { name: "Include", key, projection: include },
      ],
      localIndexes: [
        { name: "LocalAll", key: localKey, projection: { kind: "all" } },
        { name: "LocalKeys", key: localKey, projection: { kind: "keys" } },
      ],
    });
    // Two share a place in the index; four are not in it, or only in those that go by Rank alone.
    for (const item of [
      '{"Owner":"a","Id":1,"Group":"x","Rank":1,"Note":"n","Tags":{"$ss":["b","a"]}}',
      '{"Owner":"a","Id":2,"Group":"x","Rank":1.0,"Note":"m","More":{"k":[1,null]}}',
      '{"Owner":"b","Id":3,"Group":"y","Rank":2}',
      '{"Owner":"b","Id":4,"Group":"y"}',
      '{"Owner":"b","Id":5,"Rank":5}',
      '{"Owner":"c","Id":6}',
    ]) {
      await store.put(item);
    }
  });
  afterEach(() => store.close());

  /** Synthetic: gives an index's pages as a lagging or broken store would. */
  function tampered(change: (items: readonly Item[], reading: number) => readonly Item[]): Reader {
    let readings = 0;
    return {
      ...store.reader,
      async *scan(request, signal) {
        if (request.index === undefined) return yield* store.reader.scan(request, signal);
        const all: Item[] = [];
        for await (const page of store.reader.scan(request, signal)) all.push(...page);
        readings += 1;
        yield change(all, readings);
      },
    };
  }

  const idOf = (item: Item): string => (item.Id !== undefined && "N" in item.Id ? item.Id.N : "");

  it.each(names)("passes for %s, whatever is projected and left out", async index => {
    const count = index.startsWith("Local") ? 4 : 3;
    expect(await store.judge(of(index))).toEqual({
      kind: "indexMatches",
      name: index,
      ok: true,
      detail: `${index} has just what ${store.table} has for it: ${count} items`,
      keys: [],
    });
    expect(store.clock.pauses).toEqual([]);
  });

  it.each(names)("fails when an item is missing from %s, and names it", async index => {
    const reader = tampered(items => items.filter(item => idOf(item) !== "1"));
    expect(await store.judge(of(index), { reader })).toMatchObject({
      ok: false,
      detail: `${index} differs from ${store.table} after 10 s: 1 item missing from it`,
      keys: ['{"Owner":"a","Id":1}'],
    });
  });

  it.each(names)("fails when %s still has an item that is gone", async index => {
    const gone: Item = { Owner: { S: "z" }, Id: { N: "9" }, Group: { S: "x" }, Rank: { N: "1" } };
    const reader = tampered(items => [...items, gone]);
    expect(await store.judge(of(index), { reader })).toMatchObject({
      ok: false,
      detail: `${index} differs from ${store.table} after 10 s: 1 item in it that should not be`,
      keys: ['{"Owner":"z","Id":9}'],
    });
  });

  it.each(["All", "Include", "LocalAll"])("fails when %s has an older content", async index => {
    const reader = tampered(items =>
      items.map(item => (idOf(item) === "2" ? { ...item, Note: { S: "old" } } : item)),
    );
    expect(await store.judge(of(index), { reader })).toMatchObject({
      ok: false,
      detail: `${index} differs from ${store.table} after 10 s: 1 item in it with other content`,
      keys: ['{"Owner":"a","Id":2}'],
    });
  });

  it.each(names)("fails when %s has an item in an older place", async index => {
    const reader = tampered(items =>
      items.map(item => (idOf(item) === "2" ? { ...item, Rank: { N: "7" } } : item)),
    );
    expect(await store.judge(of(index), { reader })).toMatchObject({
      ok: false,
      keys: ['{"Owner":"a","Id":2}'],
    });
  });

  it("fails when two items have changed places", async () => {
    const other = (item: Item): Item => ({ ...item, Id: { N: idOf(item) === "1" ? "2" : "1" } });
    const reader = tampered(items =>
      items.map(item => (["1", "2"].includes(idOf(item)) ? other(item) : item)),
    );
    const { ok, keys } = await store.judge(of("All"), { reader });
    expect(ok).toBe(false);
    expect(keys.toSorted()).toEqual(['{"Owner":"a","Id":1}', '{"Owner":"a","Id":2}']);
  });

  it("waits, longer and longer, for an index that lags", async () => {
    const reader = tampered((items, reading) => (reading < 4 ? items.slice(1) : items));
    expect(await store.judge(of("All"), { reader })).toMatchObject({ ok: true });
    expect(store.clock.pauses).toEqual([100, 200, 400]);
  });

  it("waits 10 s and no longer", async () => {
    const reader = tampered(items => items.slice(1));
    await store.judge(of("All"), { reader });
    expect(store.clock.pauses.reduce((sum, pauseMs) => sum + pauseMs, 0)).toBe(10_000);
  });

  it("says when its table has no such index", async () => {
    expect(await store.judge(of("Al"))).toMatchObject({
      ok: false,
      detail: `${store.table} has no index Al`,
    });
  });

  it("ends when it is interrupted while it waits", async () => {
    const controller = new AbortController();
    const reader = tampered((items, reading) => {
      if (reading === 2) controller.abort();
      return items.slice(1);
    });
    const judged = store.judge(of("All"), { reader, signal: controller.signal });
    await expect(judged).rejects.toMatchObject({ kind: "interrupted" });
  });
});
