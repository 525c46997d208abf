import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AcknowledgedCheck } from "../../../src/scenario/scenario.ts";
import type { Reader } from "../../../src/targets/target.ts";
import { openStore, type Store } from "./fixture.ts";

describe("a check of acknowledged writes", () => {
  let store: Store;
  let check: AcknowledgedCheck;

  beforeEach(async () => {
    store = await openStore();
    check = {
      kind: "acknowledged",
      name: "acknowledged: account",
      entity: store.entity,
      attributes: ["Owner", "Id", "Note", "Tags"],
    };
  });
  afterEach(() => store.close());

  /** Stores items 10, 11, … and notes that their writes were acknowledged. */
  async function acknowledge(count: number): Promise<void> {
    const indexes = Array.from({ length: count }, (_, position) => 10 + position);
    await store.store(...indexes);
    for (const index of indexes) store.written.note(store.entity, index, "acknowledged");
  }

  it("passes when every one is there as written", async () => {
    await acknowledge(250);
    const seen: number[] = [];
    expect(await store.judge(check, { onProgress: (_, done) => seen.push(done) })).toEqual({
      kind: "acknowledged",
      name: "acknowledged: account",
      ok: true,
      detail: "250 acknowledged account items are all there, as written",
      keys: [],
    });
    expect(seen.length).toBe(3);
    expect(seen.at(-1)).toBe(250);
  });

  it("fails, and names them, when some were lost", async () => {
    await acknowledge(30);
    await store.remove(12);
    await store.remove(39);
    expect(await store.judge(check)).toMatchObject({
      ok: false,
      detail: "2 of 30 acknowledged account items are missing; 28 stored where 30 may be",
      keys: [store.key(12), store.key(39)],
    });
  });

  it("names items by what they have where the store has a key of its own", async () => {
    await acknowledge(3);
    await store.remove(12);
    const numbered: Reader = {
      ...store.reader,
      describe: async (table, signal) => ({
        ...(await store.reader.describe(table, signal)),
        key: { partition: [{ name: "Number", type: "N" }], sort: [] },
      }),
    };
    const { detail, keys } = await store.judge(check, { reader: numbered });
    expect(detail).toContain("1 of 3 acknowledged account items is missing");
    expect(keys).toHaveLength(1);
    expect(JSON.parse(keys[0] ?? "")).toMatchObject(JSON.parse(store.key(12)));
  });

  it("names ten keys at most and counts all", async () => {
    await acknowledge(30);
    for (let index = 10; index < 25; index++) await store.remove(index);
    const { detail, keys } = await store.judge(check);
    expect(detail).toContain("15 of 30 acknowledged account items are missing");
    expect(keys).toEqual(Array.from({ length: 10 }, (_, position) => store.key(10 + position)));
  });

  it("fails for one with another content", async () => {
    await acknowledge(3);
    await store.put('{"Owner":"owner-2","Id":11,"Balance":100,"Note":"else","Tags":{"$ss":["a"]}}');
    expect(await store.judge(check)).toMatchObject({
      ok: false,
      detail: "1 account item is not as written",
      keys: [store.key(11)],
    });
  });

  it("compares the attributes that nothing updates, and those alone", async () => {
    await acknowledge(1);
    const { item } = store.entity;
    const note = item.select(["Note"]).toItem({ seed: 7, index: 10, vars: {}, now: () => 0 }).Note;
    const text = note !== undefined && "S" in note ? JSON.stringify(note.S) : "";
    await store.put(
      `{"Owner":"owner-1","Id":10.0,"Balance":5,"Note":${text},"Tags":{"$ss":["b-10","a"]},"New":1}`,
    );
    expect(await store.judge(check)).toMatchObject({ ok: true });
    const withBalance = { ...check, attributes: [...check.attributes, "Balance"] };
    expect(await store.judge(withBalance)).toMatchObject({ ok: false, keys: [store.key(10)] });
  });

  it("lets writes without a sure outcome be there or not, and counts them", async () => {
    await acknowledge(2);
    await store.store(12);
    for (const index of [12, 13, 14]) store.written.note(store.entity, index, "doubtful");
    expect(await store.judge(check)).toMatchObject({
      ok: true,
      detail:
        "2 acknowledged account items are all there, as written; of 3 without a sure outcome 1 is there",
    });
  });

  it("fails for a doubtful one that is there with another content", async () => {
    await store.put('{"Owner":"owner-1","Id":10,"Note":"torn"}');
    store.written.note(store.entity, 10, "doubtful");
    expect(await store.judge(check)).toMatchObject({ ok: false, keys: [store.key(10)] });
  });

  it("does not compare a doubtful one that something else has written, which may have made it", async () => {
    for (const index of [10, 11]) {
      await store.put(`{"Owner":"owner-${index % 3}","Id":${index},"Note":"updated"}`);
      store.written.note(store.entity, index, "doubtful");
    }
    store.written.note(store.entity, 11, "refused");
    expect(await store.judge(check)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("1 account item is not as written"),
      keys: [store.key(10)],
    });
    store.written.note(store.entity, 10, "refused");
    expect(await store.judge(check)).toMatchObject({
      ok: true,
      detail: expect.stringContaining("of 2 without a sure outcome 2 are there"),
    });
  });

  it("fails for one more than was acknowledged or may be there", async () => {
    await acknowledge(4);
    await store.store(14, 15);
    store.written.note(store.entity, 14, "failed");
    store.written.note(store.entity, 15, "refused");
    expect(await store.judge(check)).toMatchObject({
      ok: false,
      detail:
        "1 account item is there although every write of it failed in this run; 5 stored where 4 may be",
      keys: [store.key(14)],
    });
    await store.remove(14);
    expect(await store.judge(check)).toMatchObject({ ok: true });
  });

  it("says when there is nothing to read back", async () => {
    expect(await store.judge(check)).toMatchObject({
      ok: true,
      detail: "no acknowledged account items to read back",
    });
  });

  it("rejects when the store cannot be read", async () => {
    await acknowledge(500);
    let fetched = 0;
    const reader: Reader = {
      ...store.reader,
      fetch: async (entity, scope, options) => {
        fetched += 1;
        if (fetched > 2) throw new Error("out of reach");
        return store.reader.fetch(entity, scope, options);
      },
    };
    await expect(store.judge(check, { reader })).rejects.toThrow("out of reach");
    expect(fetched).toBeLessThanOrEqual(5);
  });

  it("ends when it is interrupted", async () => {
    await acknowledge(500);
    const controller = new AbortController();
    const judged = store.judge(check, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(judged).rejects.toMatchObject({ kind: "interrupted" });
  });
});
