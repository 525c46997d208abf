import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Rates } from "../../../src/config/gateway-settings.ts";
import { RedisLimits } from "../../../src/gateway/limits/redis.ts";
import type { RedisLink } from "../../../src/gateway/redis/link.ts";
import { redisClient, redisMissing } from "../../support/redis.ts";
import { linked } from "../redis/linked.ts";

const rates: Rates = {
  perKey: { count: 3, windowMs: 3_600_000 },
  perAddress: { count: 2, windowMs: 3_600_000 },
  readUnits: { count: 10, windowMs: 3_600_000 },
};

const open = (link: RedisLink, served: string = randomUUID(), changed: Partial<Rates> = {}) =>
  new RedisLimits(link, served, { ...rates, ...changed });

describe.skipIf(redisMissing)("limits in Redis", () => {
  test("are of all processes together", async () => {
    await using redis = await linked();
    const served = randomUUID();
    const [one, other] = [open(redis.link, served), open(await redis.other(), served)];
    expect(await one.key("k1")).toEqual({
      allowed: true,
      policy: "key",
      limit: 3,
      remaining: 2,
      windowSeconds: 3_600,
      resetSeconds: expect.toSatisfy((seconds: number) => seconds > 3_500 && seconds <= 3_600),
    });
    expect(await other.key("k1")).toMatchObject({ allowed: true, remaining: 1 });
    expect(await one.key("k1")).toMatchObject({ allowed: true, remaining: 0 });
    for (const limits of [one, other, one]) {
      const verdict = await limits.key("k1");
      expect(verdict).toMatchObject({ allowed: false, remaining: 0, windowSeconds: 3_600 });
      expect(verdict.resetSeconds).toBeGreaterThan(3_500);
    }
    expect(await one.key("k2")).toMatchObject({ allowed: true, remaining: 2 });
    expect(await open(redis.link).key("k1")).toMatchObject({ allowed: true, remaining: 2 });
  });

  test("of addresses are of a whole /64 for IPv6", async () => {
    await using redis = await linked();
    const limits = open(redis.link);
    await limits.address("2001:db8::1");
    await limits.address("2001:db8::2");
    expect(await limits.address("2001:db8::3")).toMatchObject({
      allowed: false,
      policy: "address",
    });
    expect((await limits.address("10.0.0.1")).allowed).toBe(true);
  });

  test("begin anew when their window is over", async () => {
    await using redis = await linked();
    const limits = open(redis.link, randomUUID(), { perKey: { count: 1, windowMs: 1_000 } });
    await limits.key("k1");
    let verdict = await limits.key("k1");
    expect(verdict.allowed).toBe(false);
    while (!verdict.allowed) verdict = await limits.key("k1");
    expect(verdict).toMatchObject({ remaining: 0, resetSeconds: 1 });
  });

  test("of read units are spent in halves, and may be overdrawn", async () => {
    await using redis = await linked();
    const limits = open(redis.link);
    expect(await limits.budget("k1")).toMatchObject({
      allowed: true,
      policy: "read-units",
      limit: 10,
      remaining: 10,
    });
    limits.spend("k1", 9.5);
    expect(await limits.budget("k1")).toMatchObject({ allowed: true, remaining: 1 });
    limits.spend("k1", 0);
    limits.spend("k1", 200);
    expect(await limits.budget("k1")).toMatchObject({ allowed: false, remaining: 0 });
    expect(await limits.budget("k2")).toMatchObject({ allowed: true, remaining: 10 });
    const none = open(redis.link, randomUUID(), { readUnits: undefined });
    none.spend("k1", 5);
    expect(await none.budget("k1")).toBeUndefined();
  });

  test("show neither keys nor addresses in the names of keys, and all end", async () => {
    await using redis = await linked();
    const limits = open(redis.link, "served-secretly");
    await limits.key("key-of-someone");
    await limits.address("192.0.2.77");
    limits.spend("key-of-someone", 1);
    await limits.budget("key-of-someone");
    const client = await redisClient();
    const names = await client.keys("*:limit:*");
    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) {
      expect(name).not.toMatch(/someone|192\.0\.2|secretly/);
      expect(await client.pttl(name)).not.toBe(-1);
    }
    client.disconnect();
  });
});

describe.skipIf(redisMissing)("limits without Redis (synthetic)", () => {
  test("let requests pass, counted, and hold again when it is back", async () => {
    await using redis = await linked();
    const limits = open(redis.link);
    await limits.key("k1");
    await redis.proxy.refuse();
    for (const _ of [1, 2, 3, 4]) {
      expect(await limits.key("k1")).toMatchObject({
        allowed: true,
        limit: 3,
        resetSeconds: 3_600,
      });
    }
    expect(await limits.address("10.0.0.1")).toMatchObject({ allowed: true });
    expect(await limits.budget("k1")).toMatchObject({ allowed: true, remaining: 10 });
    limits.spend("k1", 1);
    expect(limits.stats().faults).toBe(7);
    await redis.proxy.accept();
    await redis.back();
    expect(await limits.key("k1")).toMatchObject({ allowed: true, remaining: 1 });
  });

  test("do not wait for a server that says nothing", async () => {
    await using redis = await linked(20);
    const limits = open(redis.link);
    redis.proxy.faults = () => "silence";
    expect(await limits.key("k1")).toMatchObject({ allowed: true });
    expect(limits.stats().faults).toBe(1);
  });
});
