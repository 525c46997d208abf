import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TruncateOptions, truncate } from "../../src/data/truncate.ts";
import { writeBatch } from "../../src/dynamodb/batch-write.ts";
import { call } from "../../src/dynamodb/call.ts";
import type { Client } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import { keyText } from "../../src/dynamodb/key.ts";
import type { Item, KeyType } from "../../src/values/attribute.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { type FaultName, mixedFaults } from "../support/fault-mix.ts";
import { type Faults, startFaultProxy, throttle } from "../support/fault-proxy.ts";
import { items as anyItems, numberTexts } from "../values/arbitrary.ts";

interface Key {
  readonly name: string;
  readonly type: KeyType;
}

const closing: (() => Promise<unknown>)[] = [];
let upstream: URL;
let direct: Client;

beforeAll(async () => {
  upstream = (await engine()).endpoint;
  direct = await connect(embeddedEndpoint(upstream, { maxConnections: 8 }), "wire");
});

afterAll(() => direct.close());

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function through(faults: Faults): Promise<Client> {
  const proxy = await startFaultProxy(upstream, faults);
  closing.push(() => proxy.close());
  const client = await connect(embeddedEndpoint(proxy.url, { maxConnections: 12 }), "wire");
  closing.push(() => client.close());
  return client;
}

/** With a global index and, where there is a sort key, a local one; both have every item. */
async function tableOf(keys: readonly Key[], items: readonly Item[]): Promise<string> {
  const name = uniqueTable("Truncate");
  const [partition = ""] = keys.map(key => key.name);
  const Projection = { ProjectionType: "ALL" };
  const local = { AttributeName: "Rank~", KeyType: "RANGE" };
  await call(direct, "CreateTable", {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...keys, { name: "Rank~", type: "N" }].map(key => ({
      AttributeName: key.name,
      AttributeType: key.type,
    })),
    KeySchema: keys.map((key, at) => ({
      AttributeName: key.name,
      KeyType: at === 0 ? "HASH" : "RANGE",
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: "ByRank",
        KeySchema: [{ AttributeName: "Rank~", KeyType: "HASH" }],
        Projection,
      },
    ],
    ...(keys.length > 1 && {
      LocalSecondaryIndexes: [
        {
          IndexName: "Ranked",
          KeySchema: [{ AttributeName: partition, KeyType: "HASH" }, local],
          Projection,
        },
      ],
    }),
  });
  const names = keys.map(key => key.name);
  const texts = items.map((item, at) =>
    JSON.stringify(Object.assign(Object.create(null), item, { "Rank~": { N: `${at}` } })),
  );
  for (let at = 0; at < texts.length; at += 25) {
    const batch = texts.slice(at, at + 25);
    const outcome = await writeBatch(direct, { name, keyAttributes: names }, batch);
    if (outcome.written !== batch.length) throw new Error(outcome.rejected[0]?.message);
  }
  return name;
}

const twoKeys: readonly Key[] = [
  { name: "Pk", type: "S" },
  { name: "Sk", type: "N" },
];

function numbered(count: number, bytes = 10): Item[] {
  const Text = { S: "x".repeat(bytes) };
  return Array.from({ length: count }, (_, n) => ({
    Pk: { S: `p${n % 97}` },
    Sk: { N: `${n}` },
    Text,
  }));
}

async function count(table: string, IndexName?: string): Promise<number> {
  let sum = 0;
  let ExclusiveStartKey: Item | undefined;
  do {
    const input = { TableName: table, Select: "COUNT", ...(IndexName && { IndexName }) };
    const page = await call(direct, "Scan", {
      ...input,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    sum += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return sum;
}

function options(more: Partial<TruncateOptions> = {}): TruncateOptions {
  return {
    keyAttributes: ["Pk", "Sk"],
    segments: 4,
    concurrency: 8,
    clock: {
      monotonic: () => performance.now(),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    at: upstream,
    signal: new AbortController().signal,
    ...more,
  };
}

describe("truncating a table", () => {
  it("deletes thousands of items, page after page, and empties every index", async () => {
    const table = await tableOf(twoKeys, numbered(2_000, 2_200));
    const other = await tableOf(twoKeys, numbered(50));
    const seen: number[] = [];
    const truncated = await truncate(
      direct,
      table,
      options({ onProgress: ({ deleted }) => seen.push(deleted) }),
    );
    expect(truncated).toMatchObject({ deleted: 2_000, inDoubt: 0, throttled: 0, finished: true });
    expect(truncated.failure).toBeUndefined();
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(2_000);
    for (const index of [undefined, "ByRank", "Ranked"]) expect(await count(table, index)).toBe(0);
    expect(await count(other)).toBe(50);
  });

  it("deletes whatever there is, with keys of every type and name", async () => {
    const value = {
      S: fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).map(S => ({ S })),
      N: numberTexts.map(N => ({ N })),
      B: fc
        .uint8Array({ minLength: 1, maxLength: 8 })
        .map(bytes => ({ B: Buffer.from(bytes).toString("base64") })),
    };
    const name = fc.constantFrom("Id", "size", "a.b", "#k", "Größe", "constructor", "a b", ":v");
    const type = fc.constantFrom<KeyType>("S", "N", "B");
    const filled = fc
      .uniqueArray(fc.record({ name, type }), {
        minLength: 1,
        maxLength: 2,
        selector: key => key.name,
      })
      .chain(keys =>
        fc.record({
          keys: fc.constant(keys),
          items: fc.uniqueArray(
            fc
              .tuple(anyItems, ...keys.map(key => value[key.type]))
              .map(([item, ...values]) =>
                Object.assign(
                  Object.create(null) as Item,
                  item,
                  ...values.map((each, at) => ({ [keys[at]?.name ?? ""]: each })),
                ),
              ),
            {
              maxLength: 60,
              selector: (item: Item) =>
                keyText(
                  item,
                  keys.map(key => key.name),
                ),
            },
          ),
          segments: fc.integer({ min: 1, max: 9 }),
          concurrency: fc.integer({ min: 1, max: 9 }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(filled, async ({ keys, items, segments, concurrency }) => {
        const table = await tableOf(keys, items);
        const keyAttributes = keys.map(key => key.name);
        const truncated = await truncate(
          direct,
          table,
          options({ keyAttributes, segments, concurrency }),
        );
        expect(truncated).toMatchObject({ deleted: items.length, finished: true });
        expect(await count(table)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it("never has more batches in flight than it may", async () => {
    const table = await tableOf(twoKeys, numbered(1_000));
    let inFlight = 0;
    let most = 0;
    const counting: Client = {
      ...direct,
      name: "wire",
      send: (...asked) => direct.send(...asked),
      prepare: template => {
        const send = direct.prepare(template);
        return async (...asked) => {
          inFlight += 1;
          most = Math.max(most, inFlight);
          try {
            return await send(...asked);
          } finally {
            inFlight -= 1;
          }
        };
      },
    };
    await truncate(counting, table, options({ concurrency: 3 }));
    expect(most).toBe(3);
    expect(await count(table)).toBe(0);
  });

  it.each<FaultName>([
    "partial",
    "throttle",
    "resetBefore",
    "resetAfter",
    "truncate",
    "serverError",
  ])("outlasts many faults: %s", async fault => {
    const table = await tableOf(twoKeys, numbered(750));
    const other = await tableOf(twoKeys, numbered(50));
    const client = await through(mixedFaults(7, { [fault]: 0.25 }));
    const truncated = await truncate(client, table, options());
    expect(truncated).toMatchObject({ deleted: 750, inDoubt: 0, finished: true });
    expect(truncated.throttled > 0).toBe(fault === "throttle");
    expect(await count(table)).toBe(0);
    expect(await count(other)).toBe(50);
  });

  it("outlasts a scan that is throttled long beyond the client's own patience", async () => {
    const table = await tableOf(twoKeys, numbered(30));
    let scans = 0;
    const client = await through((_, operation) => {
      if (operation !== "Scan") return undefined;
      scans += 1;
      return scans <= 10 ? throttle("TableReadProvisionedThroughputExceeded", "arn") : undefined;
    });
    expect(await truncate(client, table, options({ segments: 1 }))).toMatchObject({ deleted: 30 });
  });

  it("ends with what it may not do, and tells how many are gone; another run goes on", async () => {
    const table = await tableOf(twoKeys, numbered(500));
    const denied = { kind: "error", status: 400, code: "AccessDeniedException" } as const;
    let batches = 0;
    const client = await through((_, operation) => {
      if (operation === "BatchWriteItem") batches += 1;
      return batches > 5 ? denied : undefined;
    });
    const first = await truncate(client, table, options());
    expect(first).toMatchObject({ inDoubt: 0, finished: false, failure: { kind: "denied" } });
    expect(first.deleted).toBe(125);
    expect(await count(table)).toBe(375);
    expect(await truncate(direct, table, options())).toMatchObject({ deleted: 375 });
    expect(await count(table)).toBe(0);
  });

  it("tells apart what is gone and what may be gone when replies are lost", async () => {
    const table = await tableOf(twoKeys, numbered(300));
    let batches = 0;
    const client = await through((_, operation) => {
      if (operation === "BatchWriteItem") batches += 1;
      return batches > 4 ? { kind: "resetAfter" } : undefined;
    });
    const truncated = await truncate(client, table, options({ concurrency: 1 }));
    expect(truncated).toMatchObject({
      deleted: 100,
      inDoubt: 25,
      finished: false,
      failure: { kind: "connection", outcome: "unknown" },
    });
    expect(await count(table)).toBe(175);
  });

  it("starts nothing more when interrupted, and counts what was in flight", async () => {
    const table = await tableOf(twoKeys, numbered(2_000));
    const stop = new AbortController();
    const truncated = await truncate(
      direct,
      table,
      options({
        signal: stop.signal,
        onProgress: ({ deleted }) => {
          if (deleted >= 200) stop.abort();
        },
      }),
    );
    expect(truncated).toMatchObject({ inDoubt: 0, finished: false });
    expect(truncated.failure).toBeUndefined();
    expect(truncated.deleted).toBeGreaterThanOrEqual(200);
    expect(truncated.deleted).toBeLessThan(1_000);
    expect(await count(table)).toBe(2_000 - truncated.deleted);
  });

  it("ends although items arrive meanwhile, and counts each that it deleted", async () => {
    const table = await tableOf(twoKeys, numbered(1_000));
    const keyAttributes = ["Pk", "Sk"];
    const arriving: Promise<unknown>[] = [];
    let arrived = 0;
    const truncated = await truncate(
      direct,
      table,
      options({
        onProgress: () => {
          const Sk = { N: `${10_000 + arrived}` };
          const late = JSON.stringify({ Pk: { S: `late${arrived}` }, Sk });
          arrived += 1;
          arriving.push(writeBatch(direct, { name: table, keyAttributes }, [late]));
        },
      }),
    );
    await Promise.all(arriving);
    expect(truncated).toMatchObject({ finished: true, inDoubt: 0 });
    expect(arrived).toBeGreaterThanOrEqual(40);
    expect(truncated.deleted + (await count(table))).toBe(1_000 + arrived);
  });

  it("tells why when there is no table", async () => {
    const truncated = await truncate(direct, uniqueTable(), options());
    expect(truncated).toMatchObject({ deleted: 0, finished: false });
    expect(truncated.failure).toMatchObject({ message: expect.stringContaining("no such table") });
  });
});
