import { describe, expect, test } from "vitest";
import { backoffMs, RetryQuota } from "../../src/dynamodb/retry.ts";

describe("backoffMs", () => {
  test.each([
    ["transient", 1, 25],
    ["transient", 4, 200],
    ["throttle", 1, 50],
    ["throttle", 3, 200],
    ["transient", 30, 20_000],
  ] as const)("a %s fault's wait number %i is anywhere below %i ms", (kind, retry, ceiling) => {
    const waits = Array.from({ length: 2000 }, () => backoffMs(kind, retry));
    expect(Math.max(...waits)).toBeLessThan(ceiling);
    expect(Math.max(...waits)).toBeGreaterThan(ceiling * 0.9);
    expect(Math.min(...waits)).toBeLessThan(ceiling * 0.1);
  });
});

describe("RetryQuota", () => {
  test("lets an outage be answered with a few retries only, until calls succeed again", () => {
    const quota = new RetryQuota();
    let retries = 0;
    while (quota.take("transient") !== undefined) retries += 1;
    expect(retries).toBe(Math.floor(RetryQuota.capacity / 14));
    for (let success = 0; success < 14; success += 1) quota.give(1);
    expect(quota.take("transient")).toBe(14);
  });

  test("never holds more than it began with", () => {
    const quota = new RetryQuota();
    quota.give(10_000);
    let retries = 0;
    while (quota.take("throttle") !== undefined) retries += 1;
    expect(retries).toBe(100);
  });
});
