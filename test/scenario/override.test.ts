import { describe, expect, it } from "vitest";
import { override } from "../../src/scenario/override.ts";
import { load, withSessions } from "./fixture.ts";

const text = withSessions(
  "{ read: { get: { entity: session } } }",
  'load: { warmup: 1s, duration: 5s, concurrency: 8 }\nthresholds: ["p95 < 1s"]',
);

describe("flags over a scenario", () => {
  it("leave it as it is when there are none", async () => {
    const scenario = await load(text);
    expect(override(scenario, {})).toEqual(scenario);
  });

  it("take the place of the file's values", async () => {
    const changed = override(await load(text), {
      requests: 100,
      warmupMs: 0,
      concurrency: 2,
      seed: 7,
      thresholds: ["read.p99 < 2s"],
    });
    expect(changed.seed).toBe(7);
    expect(changed.load).toEqual({
      warmupMs: 0,
      extent: { kind: "requests", requests: 100 },
      concurrency: 2,
      pace: { kind: "closed" },
      order: "mixed",
    });
    expect(changed.thresholds.map(({ expression }) => expression)).toEqual([
      "p95 < 1s",
      "read.p99 < 2s",
    ]);
    expect(override(changed, { durationMs: 3 }).load.extent).toEqual({
      kind: "duration",
      durationMs: 3,
    });
  });

  it("cannot ask for a duration and a number of requests at once", async () => {
    const scenario = await load(text);
    expect(() => override(scenario, { durationMs: 1, requests: 1 })).toThrow(
      expect.objectContaining({ kind: "usage", hint: expect.stringContaining("--requests") }),
    );
  });

  it("cannot ask for a run that takes no time", async () => {
    const scenario = await load(text);
    expect(() => override(scenario, { durationMs: 0 })).toThrow(
      expect.objectContaining({ kind: "usage", message: "a run takes some time: at least 1ms" }),
    );
  });

  it("name operations of the scenario only", async () => {
    const scenario = await load(text);
    expect(() => override(scenario, { thresholds: ["raed.p95 < 1s"] })).toThrow(
      'unknown operation "raed"; did you mean "read"?',
    );
  });

  it("make an open loop of a closed one, and one rate of stages", async () => {
    const steady = { ratePerSecond: 500, durationMs: Number.POSITIVE_INFINITY, ramp: false };
    const closed = await load(text);
    expect(override(closed, { ratePerSecond: 500, requests: 9 }).load).toMatchObject({
      pace: { kind: "open", arrivals: "constant", stages: [steady] },
      extent: { kind: "requests", requests: 9 },
    });
    const staged = await load(
      text.replace(
        "duration: 5s",
        "stages: [{ rate: 5/s, for: 2s }, { rate: 9/s, for: 3s }], arrivals: poisson",
      ),
    );
    expect(override(staged, { ratePerSecond: 500 }).load).toMatchObject({
      pace: { kind: "open", arrivals: "poisson", stages: [steady] },
      extent: { kind: "duration", durationMs: 5000 },
    });
    expect(override(staged, { arrivals: "constant" }).load.pace).toMatchObject({
      arrivals: "constant",
      stages: [{ ratePerSecond: 5 }, { ratePerSecond: 9 }],
    });
    expect(() => override(staged, { durationMs: 1000 })).toThrow("the scenario has stages");
    expect(override(staged, { durationMs: 1000, ratePerSecond: 1 }).load.extent).toEqual({
      kind: "duration",
      durationMs: 1000,
    });
  });

  it("cannot ask for a rate of 0 or of more than any load has, nor for arrivals of a closed loop", async () => {
    const scenario = await load(text);
    expect(() => override(scenario, { ratePerSecond: 0 })).toThrow("a rate is above 0");
    expect(() => override(scenario, { ratePerSecond: 1_000_001 })).toThrow(
      "a rate is at most 1,000,000/s",
    );
    expect(() => override(scenario, { arrivals: "poisson" })).toThrow(
      expect.objectContaining({ kind: "usage", hint: expect.stringContaining("--rate") }),
    );
  });
});
