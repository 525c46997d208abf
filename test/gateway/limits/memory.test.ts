import { beforeEach, describe, expect, test } from "vitest";
import type { Rates } from "../../../src/config/gateway-settings.ts";
import { MemoryLimits } from "../../../src/gateway/limits/memory.ts";

const rates: Rates = {
  perKey: { count: 3, windowMs: 60_000 },
  perAddress: { count: 2, windowMs: 1_000 },
  readUnits: { count: 10, windowMs: 60_000 },
};

let now = 0;
const open = (changed: Partial<Rates> = {}) =>
  new MemoryLimits({ ...rates, ...changed }, () => now);

beforeEach(() => {
  now = 1_700_000_000_000;
});

describe("a rate of requests", () => {
  test("is told as so many in a window that begins with the first", () => {
    const limits = open();
    expect(limits.key("k1")).toEqual({
      allowed: true,
      policy: "key",
      limit: 3,
      remaining: 2,
      windowSeconds: 60,
      resetSeconds: 60,
    });
    now += 59_001;
    expect(limits.key("k1")).toMatchObject({ allowed: true, remaining: 1, resetSeconds: 1 });
    expect(limits.key("k1")).toMatchObject({ allowed: true, remaining: 0 });
    expect(limits.key("k1")).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 1 });
    expect(limits.key("k2")).toMatchObject({ allowed: true, remaining: 2, resetSeconds: 60 });
    now += 999;
    expect(limits.key("k1")).toMatchObject({ allowed: true, remaining: 2, resetSeconds: 60 });
  });

  test("is of an address by itself", () => {
    const limits = open();
    expect(limits.address("10.0.0.1")).toMatchObject({ policy: "address", remaining: 1 });
    limits.address("10.0.0.1");
    expect(limits.address("10.0.0.1").allowed).toBe(false);
    expect(limits.address("10.0.0.2").allowed).toBe(true);
  });

  test("is of a whole /64 for IPv6", () => {
    const limits = open();
    limits.address("2001:db8:0:1::1");
    limits.address("2001:db8:0:1:ffff::2");
    expect(limits.address("2001:DB8::1:3:0:0:1").allowed).toBe(false);
    expect(limits.address("2001:db8:0:2::1").allowed).toBe(true);
  });

  test("does not stay when the clock is set back", () => {
    const limits = open();
    for (const _ of [1, 2, 3]) limits.address("10.0.0.1");
    now -= 3_600_000;
    expect(limits.address("10.0.0.1")).toMatchObject({ allowed: true, resetSeconds: 1 });
  });
});

describe("a budget of read units", () => {
  test("is none where the settings name none", () => {
    const limits = open({ readUnits: undefined });
    limits.spend("k1", 5);
    expect(limits.budget("k1")).toBeUndefined();
  });

  test("is left until it is spent, halves of units with it", () => {
    const limits = open();
    expect(limits.budget("k1")).toEqual({
      allowed: true,
      policy: "read-units",
      limit: 10,
      remaining: 10,
      windowSeconds: 60,
      resetSeconds: 60,
    });
    limits.spend("k1", 9.5);
    expect(limits.budget("k1")).toMatchObject({ allowed: true, remaining: 1 });
    limits.spend("k1", 0.5);
    expect(limits.budget("k1")).toMatchObject({ allowed: false, remaining: 0 });
    expect(limits.budget("k2")).toMatchObject({ allowed: true, remaining: 10 });
  });

  test("may be overdrawn by what one request takes, and begins anew with the next window", () => {
    const limits = open();
    limits.spend("k1", 4);
    now += 30_000;
    limits.spend("k1", 400);
    expect(limits.budget("k1")).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 30 });
    now += 30_000;
    expect(limits.budget("k1")).toMatchObject({ allowed: true, remaining: 10 });
  });

  test("begins no window by being asked for, nor by what took nothing", () => {
    const limits = open();
    limits.budget("k1");
    limits.spend("k1", 0);
    now += 30_000;
    limits.spend("k1", 1);
    expect(limits.budget("k1")).toMatchObject({ resetSeconds: 60 });
  });
});
