/** DynamoDB and Redis down, slow and throttling: told as that, with when to come again, and over by itself. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import { engine } from "../../support/engine.ts";
import {
  type Fault,
  type FaultProxy,
  startFaultProxy,
  throttle,
} from "../../support/fault-proxy.ts";
import { redis, redisMissing } from "../../support/redis.ts";
import { tableWith } from "../../support/tables.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";
import { startBackend, table as thing } from "./backend.ts";
import { type Asking, type Served, startServed } from "./served.ts";

/** The longest that anything here takes to come back. */
const patient = { timeout: 20_000, interval: 100 };

describe("DynamoDB", () => {
  let proxy: FaultProxy;
  let fault: Fault | undefined;
  let table: string;
  let served: Served;

  beforeAll(async () => {
    table = await tableWith([{ Pk: { S: "a" }, Sk: { N: "1" } }]);
    proxy = await startFaultProxy((await engine()).endpoint, () => fault);
  });
  afterAll(() => proxy.close());
  beforeEach(async () => {
    fault = undefined;
    served = await startServed({
      endpoint: proxy.url,
      tables: { [table]: {} },
      settings: { limits: { ...openGateway.limits, backendMs: 2_000 } },
    });
    // It is described once.
    await served.ask(`/v1/tables/${table}`);
  });
  afterEach(() => served.close());

  const ask = (pk = "a", more: Asking = {}) =>
    served.ask(`/v1/tables/${table}/items?pk=${pk}`, more);
  const isReady = async () => {
    // What probes are told is kept for a second.
    served.clock.ms += 1_001;
    return (await served.ask("/health/ready")).status === 200;
  };
  const error = (status: number, code: string): Fault => ({ kind: "error", status, code });

  test.each<[string, Fault, number, string]>([
    ["throttles", throttle("TableReadProvisionedThroughputExceeded", "x"), 429, "throttled"],
    ["says that it has too much to do", error(400, "ThrottlingException"), 429, "throttled"],
    ["cuts connections", { kind: "resetBefore" }, 503, "backend-unavailable"],
    ["cuts its replies off", { kind: "truncate", bodyBytes: 3 }, 503, "backend-unavailable"],
    ["fails inside", error(500, "InternalServerError"), 503, "backend-unavailable"],
    ["is not there", error(503, "ServiceUnavailable"), 503, "backend-unavailable"],
    ["refuses dyn", error(400, "AccessDeniedException"), 503, "backend-unavailable"],
    ["says nothing", { kind: "silence" }, 504, "backend-timeout"],
  ])(
    "%s: %j is told, nothing of it is kept, and then it is well",
    async (_, wrong, status, code) => {
      fault = wrong;
      const told = await ask();
      expect([told.status, told.json.type]).toEqual([status, `/problems/${code}`]);
      expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(told.headers.get("cache-control")).toBe("no-store");
      fault = undefined;
      await expect.poll(async () => (await ask()).status, patient).toBe(200);
    },
  );

  test("is away: the service is not ready, leaves it alone, still gives what it keeps, and recovers", async () => {
    expect(await isReady()).toBe(true);
    expect((await ask("kept")).status).toBe(200);
    fault = { kind: "resetBefore" };
    for (let at = 0; at < 5; at++) expect((await ask(`x${at}`)).status).toBe(503);
    expect(await isReady()).toBe(false);

    // The circuit is open: it is spared.
    const before = proxy.seen.length;
    const spared = await Promise.all(Array.from({ length: 50 }, (_, at) => ask(`y${at}`)));
    for (const { status, headers } of spared) {
      expect([status, Number(headers.get("retry-after")) > 0]).toEqual([503, true]);
    }
    expect(proxy.seen.length - before).toBeLessThanOrEqual(2);
    const kept = await ask("kept");
    expect([kept.status, kept.headers.get("dyn-cache")]).toEqual([200, "hit"]);
    expect((await served.ask("/health/live")).status).toBe(200);

    fault = undefined;
    await expect.poll(isReady, patient).toBe(true);
    await expect.poll(async () => (await ask("z")).status, patient).toBe(200);
  });

  test("throttles one caller's readings: the circuit stays closed for others", async () => {
    fault = throttle("TableReadProvisionedThroughputExceeded", "x");
    for (let at = 0; at < 8; at++) expect((await ask(`t${at}`)).status).toBe(429);
    expect(await isReady()).toBe(false);
    fault = undefined;
    expect((await ask("after")).status).toBe(200);
  });

  test("fails a thousand who ask the same: each is told, and it is asked once", async () => {
    fault = throttle("TableReadProvisionedThroughputExceeded", "x");
    const before = proxy.seen.length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask("same")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
    expect(proxy.seen.length - before).toBeLessThan(40);
  });
});

test("a thousand callers who ask the same while it is being read share one call", async () => {
  const backend = await startBackend();
  const served = await startServed({ endpoint: backend.url, keys: { one: ["*", "metrics"] } });
  try {
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    backend.reply = async () => {
      await held;
      return { body: '{"Items":[{"Pk":{"S":"a"}}],"Count":1,"ScannedCount":1}' };
    };
    const path = `/v1/tables/${thing}/items?pk=a`;
    const answers = Array.from({ length: 1_000 }, () => served.ask(path, { as: "one" }));
    const inFlight = async () => {
      const { text } = await served.ask("/metrics", { as: "one" });
      return Number(/^dyn_http_requests_in_flight(?:\{.*\})? (\d+)$/m.exec(text)?.[1]);
    };
    // With the one that asks for the metrics.
    await expect.poll(inFlight, patient).toBe(1_001);
    release();
    const told = await Promise.all(answers);
    expect(backend.asked.filter(operation => operation === "Query")).toHaveLength(1);
    const from = told.map(({ headers }) => headers.get("dyn-cache"));
    expect(from.filter(each => each === "miss")).toHaveLength(1);
    expect(from.filter(each => each === "shared")).toHaveLength(999);
    expect(new Set(told.map(({ text }) => text)).size).toBe(1);
  } finally {
    await served.close();
    await backend.close();
  }
});

describe.skipIf(redisMissing !== undefined)("Redis", () => {
  let proxy: TcpProxy;
  let served: Served;
  let table: string;

  beforeAll(async () => {
    const { password, ...place } = await redis();
    proxy = await startTcpProxy(place);
    table = await tableWith([{ Pk: { S: "a" }, Sk: { N: "1" } }]);
    const url = new URL(`redis://${proxy.host}:${proxy.port}/0`);
    served = await startServed({
      settings: { cache: { ...openGateway.cache, redis: url } },
      env: { REDIS_PASSWORD: password },
    });
  });
  afterAll(async () => {
    await served.close();
    await proxy.close();
  });

  test("away costs its hits alone, and nobody an answer; then it is there again", async () => {
    const path = `/v1/tables/${table}/items?pk=a`;
    const ask = async () => {
      const { status, headers } = await served.ask(path);
      return [status, headers.get("dyn-cache")];
    };
    await expect.poll(ask, patient).toEqual([200, "hit"]);
    await proxy.refuse();
    for (const _ of [1, 2, 3]) expect(await ask()).toEqual([200, "miss"]);
    const dropped = await served.ask("/v1/cache", { method: "DELETE" });
    expect([dropped.status, Number(dropped.headers.get("retry-after")) > 0]).toEqual([503, true]);
    served.clock.ms += 1_001;
    const ready = await served.ask("/health/ready");
    expect([ready.status, ready.json.status]).toEqual([200, "warn"]);
    await proxy.accept();
    await expect.poll(ask, patient).toEqual([200, "hit"]);
    expect(served.written.stderr).not.toContain((await redis()).password);
  });
});
