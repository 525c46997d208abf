import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { readBatch } from "../../src/dynamodb/batch-read.ts";
import { type BatchTable, deleteBatch, writeBatch } from "../../src/dynamodb/batch-write.ts";
import { call } from "../../src/dynamodb/call.ts";
import type { Client } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { type Faults, startFaultProxy, throttle } from "../support/fault-proxy.ts";

const table: BatchTable = { name: uniqueTable("Batch"), keyAttributes: ["P", "S"] };
const closing: (() => Promise<unknown>)[] = [];
let upstream: URL;

beforeAll(async () => {
  upstream = (await engine()).endpoint;
  const client = await through(() => undefined);
  await call(client, "CreateTable", {
    TableName: table.name,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "P", KeyType: "HASH" },
      { AttributeName: "S", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "P", AttributeType: "S" },
      { AttributeName: "S", AttributeType: "N" },
    ],
  });
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function through(faults: Faults): Promise<Client> {
  const proxy = await startFaultProxy(upstream, faults);
  closing.push(() => proxy.close());
  const client = await connect(embeddedEndpoint(proxy.url, { maxConnections: 4 }), "wire");
  closing.push(() => client.close());
  return client;
}

/** Twenty-five items; their sort keys are written as the service would not write them. */
const batch = (partition: string) =>
  Array.from({ length: 25 }, (_, n) => `{"P":{"S":"${partition}"},"S":{"N":"${n}.50e1"}}`);

async function stored(partition: string): Promise<number> {
  const client = await through(() => undefined);
  const page = await call(client, "Query", {
    TableName: table.name,
    KeyConditionExpression: "P = :p",
    ExpressionAttributeValues: { ":p": { S: partition } },
  });
  return page.Count ?? 0;
}

describe("writeBatch", () => {
  test("sends again what was left unprocessed, and only that", async () => {
    const sizes: number[] = [];
    const client = await through((n, _operation, headers) => {
      sizes.push(Number(headers["content-length"]));
      return n <= 3 ? { kind: "partial", processed: 5 } : undefined;
    });
    const outcome = await writeBatch(client, table, batch("partial"));
    expect(outcome).toMatchObject({ written: 25, rejected: [], attempts: 4 });
    expect(await stored("partial")).toBe(25);
    const smaller = sizes.slice(0, 4);
    expect(smaller).toEqual(smaller.toSorted((a, b) => b - a));
    expect(new Set(smaller).size).toBe(4);
  });

  test("names the items that the service will not take", async () => {
    const client = await through(() => ({ kind: "partial", processed: 1 }));
    const outcome = await writeBatch(client, table, batch("refused"), { rounds: 3 });
    expect(outcome.written).toBe(3);
    expect(outcome.rejected.map(({ position }) => position)).toEqual(
      Array.from({ length: 22 }, (_, n) => n + 3),
    );
    expect(outcome.rejected[0]?.code).toBe("UnprocessedItems");
    expect(await stored("refused")).toBe(3);
  });

  test("outlasts throttling, and counts it", async () => {
    const reason = "TableWriteProvisionedThroughputExceeded";
    const client = await through(n => (n <= 6 ? throttle(reason, "arn") : undefined));
    const outcome = await writeBatch(client, table, batch("throttled"));
    expect(outcome).toMatchObject({ written: 25, rejected: [], attempts: 7 });
    expect(outcome.throttles).toEqual(Array(6).fill({ reason, resource: "arn" }));
  });

  test("rejects the whole batch on an error that another try would meet too", async () => {
    const client = await through(() => undefined);
    const twice = [...batch("same").slice(0, 1), ...batch("same").slice(0, 1)];
    const outcome = await writeBatch(client, table, twice);
    expect(outcome).toMatchObject({ written: 0, attempts: 1 });
    expect(outcome.rejected.map(({ code }) => code)).toEqual([
      "ValidationException",
      "ValidationException",
    ]);
  });

  test("stops when it is told to", async () => {
    const controller = new AbortController();
    const client = await through(n => {
      if (n === 2) controller.abort();
      return { kind: "partial", processed: 1 };
    });
    const outcome = await writeBatch(client, table, batch("stopped"), {
      rounds: 1_000,
      signal: controller.signal,
    });
    expect(outcome.rejected.length + outcome.written).toBe(25);
    expect(outcome.rejected[0]?.code).toBe("Aborted");
  });
});

describe("deleteBatch", () => {
  test("deletes by key, and sends again only what was left unprocessed", async () => {
    await writeBatch(await through(() => undefined), table, batch("deleted"));
    await writeBatch(await through(() => undefined), table, batch("kept"));
    const bodies: string[] = [];
    const client = await through((n, _operation, _headers, body) => {
      bodies.push(body);
      return n <= 2 ? { kind: "partial", processed: 10 } : undefined;
    });
    const outcome = await deleteBatch(client, table, batch("deleted"));
    expect(outcome).toMatchObject({ written: 25, rejected: [], attempts: 3 });
    expect(bodies.map(body => body.split("DeleteRequest").length - 1)).toEqual([25, 15, 5]);
    expect(await stored("deleted")).toBe(0);
    expect(await stored("kept")).toBe(25);
  });

  test("says whether what failed may have been carried out", async () => {
    const lost = await through(() => ({ kind: "resetAfter" }));
    expect((await deleteBatch(lost, table, batch("lost"))).failure).toMatchObject({
      outcome: "unknown",
    });
    const refused = await through(() => ({ kind: "error", status: 400, code: "Refused" }));
    const outcome = await deleteBatch(refused, table, batch("lost"));
    expect(outcome.failure).toMatchObject({ outcome: "failed", error: { code: "Refused" } });
    expect(outcome.rejected).toHaveLength(25);
  });
});

describe("readBatch", () => {
  test("asks again for keys that were left unread", async () => {
    await writeBatch(await through(() => undefined), table, batch("read"));
    const client = await through(n => (n <= 2 ? { kind: "partial", processed: 10 } : undefined));
    const keys = Array.from({ length: 25 }, (_, n) => ({ P: { S: "read" }, S: { N: `${n}5` } }));
    const outcome = await readBatch(client, table.name, keys);
    expect(outcome.items).toHaveLength(25);
    expect(outcome).toMatchObject({ unread: [], attempts: 3 });
    expect(outcome.error).toBeUndefined();
  });

  test("goes on as long as some keys are read each time", async () => {
    await writeBatch(await through(() => undefined), table, batch("slow"));
    const client = await through(() => ({ kind: "partial", processed: 4 }));
    const keys = Array.from({ length: 25 }, (_, n) => ({ P: { S: "slow" }, S: { N: `${n}5` } }));
    const outcome = await readBatch(client, table.name, keys, { rounds: 2 });
    expect(outcome.items).toHaveLength(25);
  });

  test("says which keys it could not read", async () => {
    const keys = ["5", "15", "25"].map(S => ({ P: { S: "read" }, S: { N: S } }));
    const members = { UnprocessedKeys: { [table.name]: { Keys: keys.slice(2) } } };
    const client = await through(n =>
      n === 1
        ? { kind: "partial", processed: 2 }
        : { kind: "error", status: 200, code: "", members },
    );
    const outcome = await readBatch(client, table.name, keys, { rounds: 2 });
    expect(outcome.items).toHaveLength(2);
    expect(outcome).toMatchObject({ unread: keys.slice(2), error: { code: "UnprocessedKeys" } });
  });
});
