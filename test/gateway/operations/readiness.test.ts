import { describe, expect, it } from "vitest";
import { Lifecycle } from "../../../src/gateway/lifecycle.ts";
import { healthOf } from "../../../src/gateway/operations/readiness.ts";

const noFaults = {
  hits: 0,
  misses: 0,
  shared: 0,
  entries: 0,
  bytes: 0,
  faults: 0,
  reachable: true,
};

function health(ping: (signal: AbortSignal) => Promise<void>, timeoutMs = 60_000) {
  const at = { ms: 0, faults: 0, reachable: true };
  const lifecycle = new Lifecycle();
  const asked = { times: 0 };
  const { readiness } = healthOf({
    store: {
      ping: signal => {
        asked.times += 1;
        return ping(signal);
      },
    },
    cache: { stats: () => ({ ...noFaults, faults: at.faults, reachable: at.reachable }) },
    lifecycle,
    now: () => at.ms,
    timeoutMs,
  });
  return { readiness, at, lifecycle, asked };
}

describe("readiness", () => {
  it("is what DynamoDB says, asked once a second at most", async () => {
    let down = false;
    const { readiness, at, asked } = health(async () => {
      if (down) throw new Error("refused");
    });
    const all = await Promise.all(Array.from({ length: 100 }, readiness));
    expect(all.every(({ ready }) => ready)).toBe(true);
    down = true;
    at.ms = 999;
    expect(await readiness()).toMatchObject({ ready: true });
    expect(asked.times).toBe(1);
    at.ms = 1_000;
    expect(await readiness()).toMatchObject({ ready: false });
    down = false;
    at.ms = 2_000;
    expect(await readiness()).toMatchObject({ ready: true });
    expect(asked.times).toBe(3);
  });

  it("does not wait for a DynamoDB that is silent", async () => {
    const { readiness } = health(() => new Promise(() => {}), 1);
    const { ready, checks } = await readiness();
    expect(ready).toBe(false);
    expect(checks[0]).toEqual({
      name: "dynamodb",
      status: "fail",
      detail: "it does not answer in time",
    });
  });

  it("ends with the drain", async () => {
    const { readiness, lifecycle } = health(async () => {});
    lifecycle.drain();
    expect(await readiness()).toMatchObject({ ready: false });
  });

  it("tells that the cache is at fault, and stays", async () => {
    const { readiness, at } = health(async () => {});
    at.faults = 1;
    const { ready, checks } = await readiness();
    expect(ready).toBe(true);
    expect(checks[1]).toMatchObject({ name: "cache", status: "warn" });
    at.ms = 30_000;
    expect((await readiness()).checks[1]).toMatchObject({ name: "cache", status: "pass" });
  });

  it("tells that the cache is away, also when nobody has asked it", async () => {
    const { readiness, at } = health(async () => {});
    at.reachable = false;
    const { ready, checks } = await readiness();
    expect(ready).toBe(true);
    expect(checks[1]).toMatchObject({ name: "cache", status: "warn" });
    at.reachable = true;
    expect((await readiness()).checks[1]).toMatchObject({ name: "cache", status: "pass" });
  });
});
