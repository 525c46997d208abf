import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { parseCondition } from "../../../src/expressions/parse.ts";
import type { PageAsk } from "../../../src/gateway/ask.ts";
import { storeOf } from "../../../src/gateway/dynamo/store.ts";
import type { Item } from "../../../src/values/attribute.ts";
import { engine } from "../../support/engine.ts";
import {
  type Fault,
  type FaultProxy,
  startFaultProxy,
  throttle,
} from "../../support/fault-proxy.ts";
import { tableWith } from "../../support/tables.ts";
import { problem } from "../query/service.ts";

/** What the proxy does to reads, descriptions aside; synthetic. */
let fault: (n: number) => Fault | undefined = () => undefined;
/** The same to descriptions. */
let descriptionFault: Fault | undefined;
let reads = 0;
let proxy: FaultProxy;
let table: string;

beforeAll(async () => {
  table = await tableWith(
    Array.from(
      { length: 400 },
      (_, at): Item => ({
        Pk: { S: "a" },
        Sk: { N: String(at) },
      }),
    ),
  );
  proxy = await startFaultProxy((await engine()).endpoint, (_, operation) => {
    if (operation === "DescribeTable") return descriptionFault;
    if (operation === "ListTables") return undefined;
    reads += 1;
    return fault(reads);
  });
});

afterAll(() => proxy.close());

const reset: Fault = { kind: "resetBefore" };
const error = (code: string, message: string, status = 400): Fault => ({
  kind: "error",
  status,
  code,
  message,
});

interface StoreUnderTest {
  readonly backendMs?: number;
  readonly pauseMs?: number;
  readonly clock?: { ms: number };
}

async function storeWith({ backendMs = 5_000, pauseMs = 60_000, clock }: StoreUnderTest = {}) {
  fault = () => undefined;
  descriptionFault = undefined;
  reads = 0;
  // One attempt: what DynamoDB does is what the store sees.
  const endpoint = { ...embeddedEndpoint(proxy.url, { maxConnections: 4 }), maxAttempts: 1 };
  const client = await connect(endpoint, "wire");
  const limits = { ...openGateway.limits, backendMs };
  const settings = { ...openGateway, limits };
  const now = () => Date.now() + (clock?.ms ?? 0);
  return storeOf(client, endpoint, settings, now, { breakerPauseMs: pauseMs });
}

const never = new AbortController().signal;
const nothing = () => {};

const ask = (more: Partial<PageAsk> = {}): PageAsk => ({
  kind: "scan",
  table,
  index: undefined,
  where: undefined,
  filter: undefined,
  select: undefined,
  descending: false,
  consistent: false,
  pageSize: 10,
  start: undefined,
  tokenExpiresAt: undefined,
  total: false,
  ...more,
});

type Store = Awaited<ReturnType<typeof storeWith>>;
const page = (store: Store, more?: Partial<PageAsk>) => store.page(ask(more), never, nothing);

describe("what goes wrong with DynamoDB", () => {
  const arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Orders";
  test.each<[string, Fault, number, string]>([
    ["a throttle", throttle("TableReadKeyRangeThroughputExceeded", arn), 429, "throttled"],
    ["a reset", reset, 503, "backend-unavailable"],
    ["a broken reply", { kind: "truncate", bodyBytes: 5 }, 503, "backend-unavailable"],
    ["a failure", error("InternalServerError", "oops", 500), 503, "backend-unavailable"],
    ["a denial", error("AccessDeniedException", `not on ${arn}`), 503, "backend-unavailable"],
    [
      "a refusal",
      error("ValidationException", "Two document paths overlap"),
      400,
      "invalid-request",
    ],
    ["a refusal that tells", error("ValidationException", `bad: ${arn}`), 400, "invalid-request"],
    ["a table's end", error("ResourceNotFoundException", `no ${arn}`), 404, "unknown-table"],
  ])("%s is a problem without its particulars", async (_, wrong, status, code) => {
    const store = await storeWith();
    fault = () => wrong;
    const told = await problem(page(store));
    expect([told.status, told.code]).toEqual([status, code]);
    const text = JSON.stringify([told.detail, told.options.fix, told.options.fields]);
    expect(text).not.toMatch(/arn|12345|127\.0\.0\.1|oops/);
    if (status >= 429) expect(told.options.retryAfter).toBeGreaterThanOrEqual(1);
  });

  test("of a refusal's words those about the request are told", async () => {
    const store = await storeWith();
    fault = () => error("ValidationException", "Two document paths overlap");
    expect((await problem(page(store))).detail).toBe("Two document paths overlap");
  });

  test("silence is a time-out", async () => {
    const store = await storeWith({ backendMs: 100 });
    fault = () => ({ kind: "silence" });
    expect(await problem(page(store))).toMatchObject({
      status: 504,
      code: "backend-timeout",
      options: { retryAfter: 1 },
    });
  });
});

describe("the circuit", () => {
  test("opens after five faults in a row, asks nothing more, and closes after a success", async () => {
    const store = await storeWith({ pauseMs: 50 });
    await page(store);
    fault = () => reset;
    reads = 0;
    for (let at = 0; at < 5; at++) await problem(page(store));
    expect(store.breaker()).toBe("open");
    const told = await problem(page(store));
    expect(told).toMatchObject({
      status: 503,
      code: "backend-unavailable",
      options: { retryAfter: 1 },
    });
    expect(reads).toBe(5);
    fault = () => undefined;
    await expect.poll(() => store.breaker(), { interval: 10 }).toBe("half-open");
    expect((await page(store)).count).toBe(10);
    expect(store.breaker()).toBe("closed");
  });

  test("stays open where the one that tries fails, too", async () => {
    const store = await storeWith({ pauseMs: 50 });
    fault = () => reset;
    for (let at = 0; at < 5; at++) await problem(page(store));
    await expect.poll(() => store.breaker(), { interval: 10 }).toBe("half-open");
    reads = 0;
    await problem(page(store));
    expect([reads, store.breaker()]).toEqual([1, "open"]);
  });

  test.each<[string, Fault]>([
    ["throttles", throttle("TableReadKeyRangeThroughputExceeded", "x")],
    ["refusals", error("ValidationException", "wrong")],
    ["missing tables", error("ResourceNotFoundException", "none")],
    ["denials of one table", error("AccessDeniedException", "not this one")],
  ])("is not opened by %s", async (_, wrong) => {
    const store = await storeWith();
    fault = () => wrong;
    for (let at = 0; at < 8; at++) await problem(page(store));
    expect(store.breaker()).toBe("closed");
  });

  test("is not opened by callers who go, whose requests end with them", async () => {
    const store = await storeWith();
    await store.table(table, never);
    fault = () => ({ kind: "silence" });
    for (let at = 1; at <= 6; at++) {
      const controller = new AbortController();
      const reading = problem(store.page(ask(), controller.signal, nothing));
      await expect.poll(() => reads, { interval: 5 }).toBe(at);
      controller.abort();
      expect((await reading).status).toBe(503);
    }
    expect(store.breaker()).toBe("closed");
  });

  test("stays open where the caller of the one that tries goes", async () => {
    const store = await storeWith({ pauseMs: 50 });
    await store.table(table, never);
    fault = () => reset;
    for (let at = 0; at < 5; at++) await problem(page(store));
    await expect.poll(() => store.breaker(), { interval: 10 }).toBe("half-open");
    fault = () => ({ kind: "silence" });
    reads = 0;
    const controller = new AbortController();
    const trying = problem(store.page(ask(), controller.signal, nothing));
    await expect.poll(() => reads, { interval: 5 }).toBe(1);
    controller.abort();
    await trying;
    expect(store.breaker()).toBe("open");
  });

  test("does not stand before a ping", async () => {
    const store = await storeWith();
    fault = () => reset;
    for (let at = 0; at < 5; at++) await problem(page(store));
    await store.ping(never);
    expect(store.breaker()).toBe("open");
  });
});

describe("a page", () => {
  const filter = parseCondition("Sk >= 350");

  test("that was read in part before a throttle is given, and goes on after that", async () => {
    const store = await storeWith();
    const units: number[] = [];
    fault = n => (n === 2 ? throttle("TableReadKeyRangeThroughputExceeded", "x") : undefined);
    const wanted = ask({ filter, pageSize: 30 });
    const first = await store.page(wanted, never, each => units.push(each));
    expect(first).toMatchObject({ count: 0, scannedCount: 120 });
    expect(units).toEqual([first.consumed]);
    const rest = await page(store, { filter, pageSize: 1000, start: first.lastKey });
    expect(rest.count).toBe(50);
  });

  test("ends after ten of DynamoDB's, also where it is empty", async () => {
    const text = "x".repeat(380 * 1024);
    const large = await tableWith(
      Array.from(
        { length: 33 },
        (_, at): Item => ({
          Pk: { S: "a" },
          Sk: { N: String(at) },
          Text: { S: text },
        }),
      ),
    );
    const store = await storeWith();
    const last = ask({ table: large, filter: parseCondition("Sk = 32") });
    const first = await store.page(last, never, nothing);
    expect(first).toMatchObject({ count: 0, items: [] });
    expect(reads).toBe(10);
    const next = await store.page({ ...last, start: first.lastKey }, never, nothing);
    expect(next).toMatchObject({ count: 1, lastKey: undefined });
  });

  test("has a total as far as it could be counted", async () => {
    const store = await storeWith();
    fault = n => (n === 2 ? throttle("TableReadKeyRangeThroughputExceeded", "x") : undefined);
    const told = await page(store, { total: true });
    expect(told).toMatchObject({ count: 10, total: { count: 10, isLowerBound: true } });
  });
});

describe("descriptions", () => {
  const described = () =>
    proxy.seen.filter(({ operation }) => operation === "DescribeTable").length;

  test("are asked for once a minute, whoever wants them", async () => {
    const clock = { ms: 0 };
    const store = await storeWith({ clock });
    const before = described();
    const all = await Promise.all(Array.from({ length: 20 }, () => store.table(table, never)));
    expect(all[0]?.key.partition).toEqual([{ name: "Pk", type: "S" }]);
    await store.table(table, never);
    expect(described() - before).toBe(1);
    clock.ms = 61_000;
    await store.table(table, never);
    expect(described() - before).toBe(2);
  });

  test("that cannot be had are no sign that a table is missing", async () => {
    const store = await storeWith();
    descriptionFault = reset;
    expect(await problem(store.table(table, never))).toMatchObject({ code: "backend-unavailable" });
    descriptionFault = undefined;
    expect((await store.table(table, never)).table).toBe(table);
  });

  test("of a minute ago do while DynamoDB gives none", async () => {
    const clock = { ms: 0 };
    const store = await storeWith({ clock });
    const known = await store.table(table, never);
    descriptionFault = reset;
    for (const ms of [61_000, 70_000]) {
      clock.ms = ms;
      expect(await store.table(table, never)).toEqual(known);
    }
    descriptionFault = undefined;
    clock.ms = 80_000;
    const before = described();
    for (let at = 0; at < 2; at++) await store.table(table, never);
    expect(described() - before).toBe(1);
  });

  test("are remembered to be missing, for seconds", async () => {
    const clock = { ms: 0 };
    const store = await storeWith({ clock });
    const before = described();
    for (let at = 0; at < 3; at++) {
      expect(await problem(store.table("Nowhere", never))).toMatchObject({ code: "unknown-table" });
    }
    expect(described() - before).toBe(1);
    clock.ms = 6_000;
    await problem(store.table("Nowhere", never));
    expect(described() - before).toBe(2);
  });
});
