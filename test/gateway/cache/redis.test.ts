import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import type { GatewaySettings } from "../../../src/config/gateway-settings.ts";
import { Generations } from "../../../src/gateway/cache/generations.ts";
import { RedisCache } from "../../../src/gateway/cache/redis.ts";
import { RedisNames } from "../../../src/gateway/cache/redis-names.ts";
import type { CacheTag } from "../../../src/gateway/cache.ts";
import type { RedisLink } from "../../../src/gateway/redis/link.ts";
import { redisClient, redisMissing } from "../../support/redis.ts";
import { linked } from "../redis/linked.ts";
import { fresh, held, never, orders } from "./asked.ts";

const settings: GatewaySettings = openGateway;
const sealedBy = "1f";

interface Opened {
  /** What is served; another for each test, as they share a Redis. */
  readonly served?: string;
  readonly settings?: GatewaySettings;
  readonly now?: () => number;
}

function open(link: RedisLink, opened: Opened = {}) {
  const { served = randomUUID(), now = Date.now } = opened;
  const cache = new RedisCache({
    link,
    generations: new Generations(link, 600_000),
    names: new RedisNames(served, opened.settings ?? settings, sealedBy),
    mostBytes: 10_000,
    now,
  });
  const ask = (key: string, tag: CacheTag = orders, body = key, ttlMs?: number) =>
    cache.fetch(key, tag, async () => fresh(body, ttlMs, tag), never);
  const kept = async (key: string, tag: CacheTag = orders) =>
    (await ask(key, tag, "made anew", 0)).from === "hit";
  return { cache, ask, kept, served };
}

/** The names that Redis has of what is served. */
async function keysIn(): Promise<readonly string[]> {
  const client = await redisClient();
  try {
    return await client.keys("*");
  } finally {
    client.disconnect();
  }
}

describe.skipIf(redisMissing)("answers in Redis", () => {
  test("are kept for all processes, and end with their time", async () => {
    await using redis = await linked();
    const { cache, ask, served } = open(redis.link);
    const made = await ask("a", orders, "über 中\n\u2028 line");
    expect(made).toMatchObject({ from: "miss", answer: { body: "über 中\n\u2028 line" } });
    expect(cache.peek()).toBeUndefined();
    const other = open(await redis.other(), { served });
    expect(await other.ask("a")).toEqual({ answer: made.answer, from: "hit" });
    expect(await other.ask("b")).toMatchObject({ from: "miss" });
    expect(other.cache.stats()).toMatchObject({ hits: 1, misses: 1, faults: 0 });
    const later = open(redis.link, { served, now: () => made.answer.expiresAt });
    expect(await later.kept("a")).toBe(false);
  });

  test("are not found by what serves something else, or shows something else of it", async () => {
    await using redis = await linked();
    const { ask, served } = open(redis.link);
    await ask("a");
    expect(await open(redis.link, { served }).kept("a")).toBe(true);
    expect(await open(redis.link).kept("a")).toBe(false);
    const table = { indexes: [], attributes: ["PK"], scan: false };
    const shown = { ...table, mostItems: undefined, cacheTtlMs: undefined };
    const changed = { ...settings, tables: new Map([["Orders", shown]]) };
    expect(await open(redis.link, { served, settings: changed }).kept("a")).toBe(false);
  });

  test("are not kept when they are too large, or not to be kept", async () => {
    await using redis = await linked();
    const { ask, kept } = open(redis.link);
    expect((await ask("large", orders, "x".repeat(10_000))).answer.body).toHaveLength(10_000);
    await ask("passing", orders, "x", 0);
    expect([await kept("large"), await kept("passing")]).toEqual([false, false]);
  });

  test("are dropped for all processes at once", async () => {
    await using redis = await linked();
    const { ask, kept, served } = open(redis.link);
    const { cache: other } = open(await redis.other(), { served });
    const tags: Record<string, CacheTag> = {
      s1: { table: "Orders", partition: "S1" },
      s2: { table: "Orders", partition: "S2" },
      scan: { table: "Orders", partition: undefined },
      users: { table: "Users", partition: "S1" },
    };
    const left = async (what?: { table: string; partition?: string }) => {
      for (const [key, tag] of Object.entries(tags)) await ask(key, tag);
      await other.invalidate(what);
      const found = await Promise.all(
        Object.entries(tags).map(async ([key, tag]) => ((await kept(key, tag)) ? [key] : [])),
      );
      return found.flat();
    };
    expect(await left({ table: "Orders", partition: "S1" })).toEqual(["s2", "users"]);
    expect(await left({ table: "Orders" })).toEqual(["users"]);
    expect(await left()).toEqual([]);
  });

  test("do not come back when Redis forgets a generation early", async () => {
    await using redis = await linked();
    const { ask, kept, cache, served } = open(redis.link);
    await ask("a");
    await cache.invalidate({ table: "Orders" });
    await redis.link.client.del(...new RedisNames(served, settings, sealedBy).generations(orders));
    expect(await kept("a")).toBe(false);
  });

  test("made while something was dropped are given to those who wait, and joined by no other", async () => {
    await using redis = await linked();
    const { cache, ask, served } = open(redis.link);
    const other = open(await redis.other(), { served });
    await ask("warm");
    const { make, calls, begun, give } = held();
    const waiting = cache.fetch("b", orders, make, never);
    await begun;
    await other.cache.invalidate({ table: "Orders" });
    expect(await ask("b", orders, "new")).toMatchObject({ from: "miss", answer: { body: "new" } });
    give(fresh("old"));
    expect((await waiting).answer.body).toBe("old");
    expect(calls).toHaveLength(1);
    expect((await other.ask("b", orders, "newer")).answer.body).not.toBe("old");
  });

  test("are made once by those of a process who ask the same at once, the first time and later", async () => {
    await using redis = await linked();
    const { cache } = open(redis.link);
    for (const key of ["a", "b"]) {
      let calls = 0;
      const make = async () => {
        calls += 1;
        return fresh(key);
      };
      const asked = Array.from({ length: 1_000 }, () => cache.fetch(key, orders, make, never));
      const hits = await Promise.all(asked);
      expect(calls).toBe(1);
      expect(new Set(hits.map(hit => hit.answer.body))).toEqual(new Set([key]));
    }
  });

  test("show neither callers nor values in the names of keys, and all end", async () => {
    await using redis = await linked();
    const { ask } = open(redis.link, { served: "https://secret.example/prod" });
    await ask("caller-7\nGET /v1/tables/Orders/items?pk=S1", { table: "Orders", partition: "S1" });
    const names = (await keysIn()).filter(name => name.startsWith("dyn:"));
    expect(names.length).toBeGreaterThanOrEqual(4);
    for (const name of names) {
      expect(name).toMatch(/^dyn:1:[\w-]{16}:(generation|limit|answer:[\w-]{16})\S*:[\w-]{43}$/);
      expect(await redis.link.client.pttl(name)).not.toBe(-1);
    }
  });
});

describe.skipIf(redisMissing)("what Redis has that is no answer", () => {
  const spoilt: Record<string, (text: string, name: string) => string> = {
    "of no form": () => "no answer",
    "of an empty text": () => "",
    "cut short": text => text.slice(0, -1),
    "of another text": text => text.replace("body", "bode"),
    "of another key": (text, name) => text.replace(name, `${name.slice(0, -1)}!`),
    "of another generation": text => text.replace(/"generation":"../, '"generation":"!!'),
    "with a field too many": text => text.replace("{", '{"admin":true,'),
    "of another type": text => text.replace(/"storedAt":\d+/, '"storedAt":"now"'),
  };

  test.each(Object.entries(spoilt))("%s is a miss", async (_, spoil) => {
    await using redis = await linked();
    const { ask, kept, served } = open(redis.link);
    await ask("a", orders, "the body");
    const name = new RedisNames(served, settings, sealedBy).answer("a");
    const text = (await redis.link.client.get(name)) ?? "";
    expect(await kept("a")).toBe(true);
    expect(spoil(text, name)).not.toBe(text);
    await redis.link.client.set(name, spoil(text, name));
    expect(await kept("a")).toBe(false);
  });

  test("a key of another type is a fault, and a miss", async () => {
    await using redis = await linked();
    const { ask, served } = open(redis.link);
    const [all = ""] = new RedisNames(served, settings, sealedBy).generations(orders);
    await redis.link.client.hset(all, "a", "b");
    expect(await ask("a")).toMatchObject({ from: "miss", answer: { body: "a" } });
  });
});

describe.skipIf(redisMissing)("without Redis (synthetic)", () => {
  test("everything is a miss, counted, until it is there again", async () => {
    await using redis = await linked();
    const { cache, ask, kept } = open(redis.link);
    await ask("a");
    await redis.proxy.refuse();
    expect(await ask("a", orders, "b")).toMatchObject({ from: "miss", answer: { body: "b" } });
    expect(cache.stats().faults).toBeGreaterThan(0);
    expect(cache.stats().reachable).toBe(false);
    await expect(cache.invalidate()).rejects.toMatchObject({
      status: 503,
      code: "backend-unavailable",
      options: { retryAfter: 1 },
    });
    await redis.proxy.accept();
    await redis.back();
    expect(await kept("a")).toBe(true);
    expect(redis.notices).toEqual([
      expect.stringMatching(
        /^Redis for tests, at 127\.0\.0\.1:\d+, (is lost|cannot be used \(\w+\)): it is tried/,
      ),
      expect.stringMatching(/is there again$/),
    ]);
  });

  test("those who ask the same at once still make one call", async () => {
    await using redis = await linked();
    const { cache } = open(redis.link);
    await redis.proxy.refuse();
    const { make, calls, give } = held();
    const asked = Array.from({ length: 100 }, () => cache.fetch("a", orders, make, never));
    while (cache.stats().faults < 100) await setImmediate();
    give(fresh("a"));
    await Promise.all(asked);
    expect(calls).toHaveLength(1);
  });

  test("a server that says nothing is not waited for, and is given up", async () => {
    await using redis = await linked(20);
    const { cache, ask } = open(redis.link);
    redis.proxy.faults = () => "silence";
    expect(await ask("a")).toMatchObject({ from: "miss", answer: { body: "a" } });
    expect(cache.stats().faults).toBe(1);
    await new Promise(resolve => redis.link.client.once("close", resolve));
    redis.proxy.faults = () => undefined;
    await redis.back();
    const patient = open(await redis.other());
    expect(await patient.ask("a")).toMatchObject({ from: "miss" });
    expect(await patient.kept("a")).toBe(true);
  });

  test("an answer that could not be kept is still given", async () => {
    await using redis = await linked();
    const { ask, kept } = open(redis.link);
    redis.proxy.faults = sent => (sent.includes("$5\r\n60000\r\n") ? "cutBefore" : undefined);
    expect(await ask("a")).toMatchObject({ from: "miss", answer: { body: "a" } });
    redis.proxy.faults = () => undefined;
    await redis.back();
    expect(await kept("a")).toBe(false);
  });
});
