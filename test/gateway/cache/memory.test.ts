import { describe, expect, test } from "vitest";
import { MemoryCache } from "../../../src/gateway/cache/memory.ts";
import type { CacheTag } from "../../../src/gateway/cache.ts";
import { fresh, held, never, orders } from "./asked.ts";

let now = 1_000_000;

function open(maxBytes = 1_000_000) {
  const cache = new MemoryCache(maxBytes, () => now);
  const ask = (key: string, tag: CacheTag = orders, body = key, ttlMs?: number) =>
    cache.fetch(key, tag, async () => fresh(body, ttlMs, tag), never);
  return { cache, ask };
}

describe("an answer", () => {
  test("is made once, and kept until its time is over", async () => {
    const { cache, ask } = open();
    expect(cache.peek("a")).toBeUndefined();
    const made = await ask("a");
    expect(made).toMatchObject({
      from: "miss",
      answer: { body: "a", consumed: 0.5, storedAt: now, expiresAt: now + 60_000 },
    });
    now += 59_999;
    expect(cache.peek("a")).toBe(made.answer);
    expect(await ask("a")).toEqual({ answer: made.answer, from: "hit" });
    now += 1;
    expect(cache.peek("a")).toBeUndefined();
    expect(await ask("a")).toMatchObject({ from: "miss" });
    expect(cache.stats()).toMatchObject({ hits: 2, misses: 2, shared: 0, entries: 1, faults: 0 });
  });

  test("has an entity tag of its text and its form", async () => {
    const { ask } = open();
    const tags = [await ask("a", orders, "text"), await ask("b", orders, "text")];
    expect(tags[0]?.answer.etag).toMatch(/^"[\w-]{27}"$/);
    expect(tags[1]?.answer.etag).toBe(tags[0]?.answer.etag);
    expect((await ask("c", orders, "texts")).answer.etag).not.toBe(tags[0]?.answer.etag);
  });

  test("that is not to be kept is given to those who wait alone", async () => {
    const { cache, ask } = open();
    await ask("a", orders, "a", 0);
    expect(cache.peek("a")).toBeUndefined();
    expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
  });

  test("that is too large is given and not kept, and drives no other out", async () => {
    const { cache, ask } = open(80_000);
    await ask("small");
    expect((await ask("large", orders, "x".repeat(10_001))).answer.body).toHaveLength(10_001);
    expect(cache.peek("large")).toBeUndefined();
    expect(cache.peek("small")).toBeDefined();
  });
});

describe("memory", () => {
  test("holds no more bytes than it is given: those used last stay", async () => {
    const { cache, ask } = open(100_000);
    for (let n = 0; n < 50; n += 1) {
      await ask(`n${n}`, orders, "x".repeat(5_000));
      cache.peek("n0");
    }
    const { bytes, entries } = cache.stats();
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(entries).toBe(Math.floor(100_000 / (bytes / entries)));
    expect(cache.peek("n0")).toBeDefined();
    expect(cache.peek("n1")).toBeUndefined();
    expect(cache.peek("n49")).toBeDefined();
  });

  test("counts two bytes a character where one is beyond Latin-1", async () => {
    const bytes = async (body: string) => {
      const { cache, ask } = open();
      await ask("a", orders, body);
      return cache.stats().bytes;
    };
    const one = await bytes("é".repeat(1_000));
    expect(one).toBeGreaterThan(1_000);
    expect(await bytes("中".repeat(1_000))).toBe(one + 1_000);
  });
});

describe("those who ask the same at once", () => {
  test("a thousand make one call", async () => {
    const { cache } = open();
    const { make, calls, give } = held();
    const asked = Array.from({ length: 1_000 }, () => cache.fetch("a", orders, make, never));
    give(fresh("a"));
    const hits = await Promise.all(asked);
    expect(calls).toHaveLength(1);
    expect(new Set(hits.map(hit => hit.answer))).toHaveProperty("size", 1);
    expect(hits.map(hit => hit.from).sort()).toEqual(["miss", ...Array(999).fill("shared")]);
    expect(cache.stats()).toMatchObject({ hits: 0, misses: 1, shared: 999 });
  });

  test("are all given a failure, which is not kept", async () => {
    const { cache, ask } = open();
    const { make, fail } = held();
    const asked = [1, 2, 3].map(() => cache.fetch("a", orders, make, never));
    fail(new Error("no answer"));
    const ended = await Promise.allSettled(asked);
    expect(ended.map(end => end.status === "rejected" && String(end.reason))).toEqual(
      Array(3).fill("Error: no answer"),
    );
    expect(await ask("a")).toMatchObject({ from: "miss" });
  });

  test("are given one that is thrown at once, too", async () => {
    const { cache, ask } = open();
    const thrown = cache.fetch(
      "a",
      orders,
      () => {
        throw new Error("at once");
      },
      never,
    );
    await expect(thrown).rejects.toThrow("at once");
    expect(await ask("a")).toMatchObject({ from: "miss" });
  });

  test("wait on when others leave", async () => {
    const { cache } = open();
    const { make, calls, give } = held();
    const [first, second] = [new AbortController(), new AbortController()];
    const left = cache.fetch("a", orders, make, first.signal);
    const stayed = cache.fetch("a", orders, make, second.signal);
    first.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    expect(calls[0]?.aborted).toBe(false);
    give(fresh("a"));
    expect(await stayed).toMatchObject({ answer: { body: "a" }, from: "shared" });
    second.abort();
    expect(calls[0]?.aborted).toBe(false);
  });

  test("abort the call when the last has left; the next makes another", async () => {
    const { cache, ask } = open();
    const { make, calls, give } = held();
    const controllers = [1, 2, 3].map(() => new AbortController());
    const asked = controllers.map(({ signal }) => cache.fetch("a", orders, make, signal));
    const ended = Promise.allSettled(asked);
    await Promise.resolve();
    for (const controller of controllers) controller.abort();
    await ended;
    expect(calls.map(signal => signal.aborted)).toEqual([true]);
    expect(await ask("a", orders, "anew")).toMatchObject({
      answer: { body: "anew" },
      from: "miss",
    });
    give(fresh("late"));
    await Promise.resolve();
    expect((await ask("a")).answer.body).toBe("anew");
  });

  test("begin nothing when they have left before", async () => {
    const { cache } = open();
    const { make, calls } = held();
    const gone = AbortSignal.abort(new Error("gone"));
    await expect(cache.fetch("a", orders, make, gone)).rejects.toThrow("gone");
    expect(calls).toHaveLength(0);
  });
});

describe("what is dropped", () => {
  const tags = {
    s1: { table: "Orders", partition: "S1" },
    s1More: { table: "Orders", partition: "S1" },
    s2: { table: "Orders", partition: "S2" },
    scan: { table: "Orders", partition: undefined },
    other: { table: "Users", partition: "S1" },
  };

  async function left(what?: { table: string; partition?: string }) {
    const { cache, ask } = open();
    for (const [key, tag] of Object.entries(tags)) await ask(key, tag);
    const dropped = await cache.invalidate(what);
    return { dropped, kept: Object.keys(tags).filter(key => cache.peek(key)) };
  }

  test("is all", async () => {
    expect(await left()).toEqual({ dropped: 5, kept: [] });
  });

  test("is a table's", async () => {
    expect(await left({ table: "Orders" })).toEqual({ dropped: 4, kept: ["other"] });
    expect(await left({ table: "Nothing" })).toEqual({ dropped: 0, kept: Object.keys(tags) });
  });

  test("is a partition's, with scans of its table", async () => {
    expect(await left({ table: "Orders", partition: "S1" })).toEqual({
      dropped: 3,
      kept: ["s2", "other"],
    });
    expect(await left({ table: "Orders", partition: "S9" })).toEqual({
      dropped: 1,
      kept: ["s1", "s1More", "s2", "other"],
    });
  });

  test("while it is made is given to those who wait, joined by no other, and not kept", async () => {
    const { cache, ask } = open();
    const { make, give } = held();
    const waiting = cache.fetch("a", orders, make, never);
    await cache.invalidate({ table: "Orders", partition: "S1" });
    expect((await ask("a", orders, "new")).answer.body).toBe("new");
    give(fresh("old"));
    expect((await waiting).answer.body).toBe("old");
    expect(cache.peek("a")?.body).toBe("new");
  });

  test("of another partition is kept although it was being made", async () => {
    const { cache } = open();
    const { make, give } = held();
    const waiting = cache.fetch("a", orders, make, never);
    await cache.invalidate({ table: "Orders", partition: "S2" });
    give(fresh("a"));
    await waiting;
    expect(cache.peek("a")?.body).toBe("a");
  });

  test("leaves nothing behind", async () => {
    const { cache } = open();
    for (const [key, tag] of Object.entries(tags)) {
      await cache.fetch(key, tag, async () => fresh(key, 1, tag), never);
    }
    await cache.close();
    expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
  });
});
