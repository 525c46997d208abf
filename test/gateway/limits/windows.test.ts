import { expect, test } from "vitest";
import { Windows } from "../../../src/gateway/limits/windows.ts";

test("no more names are remembered than may be, whoever comes; those that are used stay", () => {
  let now = 0;
  const windows = new Windows({ count: 1, windowMs: 1_000_000 }, () => now, 100);
  let most = 0;
  for (let n = 0; n < 10_000; n += 1) {
    now += 1;
    windows.use(`n${n}`, 1);
    if (n % 10 === 0) windows.use("often", 1);
    most = Math.max(most, windows.size);
  }
  expect(most).toBeLessThanOrEqual(100);
  expect(windows.find("n9999")).toMatchObject({ used: 1 });
  expect(windows.find("n1")).toBeUndefined();
  expect(windows.find("often")).toEqual({ used: 1_000, endsAt: 1_000_001 });
});

test("names are forgotten once their windows are over and others come", () => {
  let now = 0;
  const windows = new Windows({ count: 1, windowMs: 1_000 }, () => now);
  for (let n = 0; n < 1_000; n += 1) windows.use(`old${n}`, 1);
  now = 1_000;
  windows.use("new", 1);
  now = 2_000;
  windows.use("newer", 1);
  expect(windows.size).toBe(2);
});

test("a name keeps its window when those before it are forgotten", () => {
  let now = 0;
  const windows = new Windows({ count: 1, windowMs: 1_000 }, () => now);
  windows.use("a", 1);
  now = 900;
  windows.use("b", 1);
  now = 1_000;
  windows.use("c", 1);
  expect(windows.use("b", 1)).toEqual({ used: 2, endsAt: 1_900 });
  expect(windows.use("a", 1)).toEqual({ used: 1, endsAt: 2_000 });
});
