import { describe, expect, it } from "vitest";
import type { LoadReport } from "../../src/engine/result.ts";
import { loadText } from "../../src/reporters/load-text.ts";
import { result } from "./sample.ts";

const constant = {
  kind: "open",
  rate: 2000,
  arrivals: "constant",
  stages: [{ ratePerSecond: 2000, seconds: null, ramp: false }],
} as const;
const staged = {
  ...constant,
  rate: 1500,
  arrivals: "poisson",
  stages: [
    { ratePerSecond: 1000, seconds: 5, ramp: false },
    { ratePerSecond: 2000, seconds: 5, ramp: false },
  ],
} as const;

describe("a load in one line", () => {
  it.each<[Partial<LoadReport>, string]>([
    [{ warmupSeconds: 2 }, "64 in flight · 2 s warm-up, 10 s measured"],
    [{ durationSeconds: null, requests: 1 }, "64 in flight · 1 operation"],
    [
      { order: "inTurn", warmupSeconds: 1 },
      "64 in flight · operations in turn, each 1 s warm-up, 10 s measured",
    ],
    [constant, "2,000/s constant, at most 64 in flight · 10 s measured"],
    [staged, "2 stages up to 2,000/s Poisson, at most 64 in flight · 10 s measured"],
    [
      { workers: 4, shard: { index: 1, of: 2 } },
      "64 in flight · 10 s measured · 4 workers · shard 1 of 2",
    ],
    [
      { ...staged, shard: { index: 1, of: 2 } },
      "2 stages up to 1,000/s Poisson, at most 64 in flight · 10 s measured · shard 1 of 2",
    ],
    [{ merged: { shards: [1, 2], of: 2 } }, "64 in flight · 10 s measured · 2 shards merged"],
    [{ merged: { shards: [2], of: 4 } }, "64 in flight · 10 s measured · only shard 2 of 4"],
  ])("%j", (change, text) => {
    expect(loadText({ ...result().load, ...change })).toBe(text);
  });
});
