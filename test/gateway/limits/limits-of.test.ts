import { expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import { limitsOf } from "../../../src/gateway/limits/limits-of.ts";

const surroundings = {
  now: Date.now,
  served: "here",
  redisPassword: undefined,
  notice: () => {},
};

test("each of several processes has its part of every limit, rounded up", async () => {
  const rate = { count: 100, windowMs: 60_000 };
  const settings = {
    ...openGateway,
    rates: { perKey: rate, perAddress: rate, readUnits: { count: 10, windowMs: 1_000 } },
  };
  const limits = limitsOf(settings, { ...surroundings, share: 3 });
  expect(limits.key("k1")).toMatchObject({ limit: 34, remaining: 33, windowSeconds: 60 });
  expect(limits.address("10.0.0.1")).toMatchObject({ limit: 34, remaining: 33 });
  expect(limits.budget("k1")).toMatchObject({ limit: 4, remaining: 4, windowSeconds: 1 });
  await limits.close();
});
