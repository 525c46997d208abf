import { expect, test } from "vitest";
import { Windows } from "../../../src/gateway/limits/windows.ts";

test("no more names are remembered than may be, whoever comes: those whose window ends first go", () => {
  let now = 0;
  const windows = new Windows({ count: 1, windowMs: 1_000_000 }, () => now, 100);
  for (let n = 0; n < 10_000; n += 1) {
    now += 1;
    windows.use(`n${n}`, 1);
    expect(windows.size).toBeLessThanOrEqual(100);
  }
  expect(windows.find("n9999")).toMatchObject({ used: 1 });
  expect(windows.find("n9900")).toBeDefined();
  expect(windows.find("n9899")).toBeUndefined();
});

test("names whose windows are over are forgotten as others come", () => {
  let now = 0;
  const windows = new Windows({ count: 1, windowMs: 1_000 }, () => now);
  for (let n = 0; n < 1_000; n += 1) windows.use(`old${n}`, 1);
  now = 1_000;
  for (let n = 0; n < 1_000; n += 1) windows.use(`new${n}`, 1);
  expect(windows.size).toBe(1_000);
});

test("a name that comes again after its window is as new", () => {
  let now = 0;
  const windows = new Windows({ count: 1, windowMs: 1_000 }, () => now, 2);
  windows.use("a", 1);
  now = 500;
  windows.use("b", 1);
  now = 1_000;
  windows.use("a", 1);
  windows.use("c", 1);
  expect(["a", "b", "c"].map(name => windows.find(name)?.endsAt)).toEqual([
    2_000,
    undefined,
    2_000,
  ]);
});
