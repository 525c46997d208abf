import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import { cacheOf } from "../../../src/gateway/cache/cache-of.ts";
import { limitsOf } from "../../../src/gateway/limits/limits-of.ts";
import { redis, redisMissing } from "../../support/redis.ts";
import { fresh, never, orders } from "../cache/asked.ts";

test.skipIf(redisMissing)("settings that name a Redis have answers and limits in it", async () => {
  const { host, port, password } = await redis();
  const url = new URL(`redis://default@${host}:${port}/3`);
  const settings = { ...openGateway, cache: { ...openGateway.cache, redis: url } };
  const notices: string[] = [];
  const surroundings = {
    now: Date.now,
    served: randomUUID(),
    sealedBy: "1f",
    redisPassword: password,
    notice: (text: string) => void notices.push(text),
  };
  const [cache, other] = [cacheOf(settings, surroundings), cacheOf(settings, surroundings)];
  const [limits, others] = [1, 2].map(() => limitsOf(settings, { ...surroundings, share: 4 }));
  const make = async () => fresh("a");
  let from = "";
  // Before the connections are there, everything is a miss.
  while (from !== "hit") {
    await setImmediate();
    await cache.fetch("a", orders, make, never);
    ({ from } = await other.fetch("a", orders, make, never));
  }
  let remaining = 600;
  while (remaining > 590) {
    await setImmediate();
    await limits?.key("k1");
    remaining = (await others?.key("k1"))?.remaining ?? 0;
  }
  expect((await limits?.key("k1"))?.limit).toBe(600);
  for (const one of [cache, other, limits, others]) await one?.close();
  expect(notices).toEqual([]);
});
