import { beforeAll, describe, expect, test } from "vitest";
import { writeBatch } from "../../src/dynamodb/batch-write.ts";
import { call } from "../../src/dynamodb/call.ts";
import type { Client } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import { type PagesOptions, pages } from "../../src/dynamodb/paging.ts";
import type { WireInput } from "../../src/dynamodb/request.ts";
import type { Item } from "../../src/values/attribute.ts";
import { engine, uniqueTable } from "../support/engine.ts";

const table = uniqueTable("Paging");
const total = 60;
let client: Client;

beforeAll(async () => {
  client = await connect(
    embeddedEndpoint((await engine()).endpoint, { maxConnections: 4 }),
    "wire",
  );
  await call(client, "CreateTable", {
    TableName: table,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "P", KeyType: "HASH" },
      { AttributeName: "S", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "P", AttributeType: "S" },
      { AttributeName: "S", AttributeType: "N" },
      { AttributeName: "Group", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "ByGroup",
        KeySchema: [{ AttributeName: "Group", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  });
  for (let start = 0; start < total; start += 20) {
    const items = Array.from({ length: 20 }, (_, at) => {
      const n = start + at;
      return `{"P":{"S":"p"},"S":{"N":"${n}"},"Group":{"S":"g"},"Third":{"BOOL":${n % 3 === 0}}}`;
    });
    await writeBatch(client, { name: table, keyAttributes: ["P", "S"] }, items);
  }
});

const query: WireInput = {
  TableName: table,
  KeyConditionExpression: "P = :p",
  ExpressionAttributeValues: { ":p": { S: "p" } },
};
const filtered: WireInput = {
  ...query,
  FilterExpression: "Third = :third",
  ExpressionAttributeValues: { ":p": { S: "p" }, ":third": { BOOL: true } },
};
const byGroup: WireInput = {
  TableName: table,
  IndexName: "ByGroup",
  KeyConditionExpression: "#g = :g",
  FilterExpression: "Third = :third",
  ExpressionAttributeNames: { "#g": "Group" },
  ExpressionAttributeValues: { ":g": { S: "g" }, ":third": { BOOL: true } },
};

async function readAll(input: WireInput, options: PagesOptions = {}) {
  const items: Item[] = [];
  let lastKey: Item | undefined;
  let largest = 0;
  for await (const page of pages(client, "Query", input, options)) {
    items.push(...page.items);
    largest = Math.max(largest, page.scannedCount);
    lastKey = page.lastKey;
  }
  return { items, lastKey, largest };
}

const numbers = (items: readonly Item[]) =>
  items.map(({ S }) => (S !== undefined && "N" in S ? Number(S.N) : Number.NaN));

describe("pages", () => {
  test("give every item, a page at a time", async () => {
    const { items, largest, lastKey } = await readAll(query, { pageSize: 7 });
    expect(numbers(items)).toEqual(Array.from({ length: total }, (_, n) => n));
    expect(largest).toBe(7);
    expect(lastKey).toBeUndefined();
  });

  test.each([
    ["a query", query, 60],
    ["a filtered query", filtered, 20],
    ["a filtered query without its keys", { ...filtered, ProjectionExpression: "Third" }, 20],
    ["a filtered query of an index", byGroup, 20],
  ] as const)(
    "of %s stop at a limit of returned items and go on from there",
    async (_, input, matching) => {
      for (const limit of [1, 3, 7]) {
        const seen: Item[] = [];
        let exclusiveStartKey: Item | undefined;
        do {
          const { items, lastKey } = await readAll(input, {
            limit,
            pageSize: 8,
            ...(exclusiveStartKey && { exclusiveStartKey }),
          });
          expect(items.length).toBeLessThanOrEqual(limit);
          if (lastKey !== undefined) expect(items).toHaveLength(limit);
          seen.push(...items);
          exclusiveStartKey = lastKey;
        } while (exclusiveStartKey !== undefined);
        expect(seen).toHaveLength(matching);
        const keyed = numbers(seen).filter(Number.isInteger);
        expect(new Set(keyed).size).toBe(keyed.length);
      }
    },
  );

  test("keep to the attributes that were asked for", async () => {
    const { items } = await readAll({ ...filtered, ProjectionExpression: "Third" }, { limit: 2 });
    expect(items).toEqual([{ Third: { BOOL: true } }, { Third: { BOOL: true } }]);
  });

  test("read little at first where a filter lets little through, then more and more", async () => {
    const rare = uniqueTable("Rare");
    const schema = { AttributeName: "S", AttributeType: "N" };
    await call(client, "CreateTable", {
      TableName: rare,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "P", KeyType: "HASH" },
        { AttributeName: "S", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [{ AttributeName: "P", AttributeType: "S" }, schema],
    });
    for (let start = 0; start < 750; start += 25) {
      const items = Array.from({ length: 25 }, (_, at) => {
        const third = start + at === 700;
        return `{"P":{"S":"p"},"S":{"N":"${start + at}"},"Third":{"BOOL":${third}}}`;
      });
      await writeBatch(client, { name: rare, keyAttributes: ["P", "S"] }, items);
    }
    const scanned: number[] = [];
    const reading = pages(client, "Query", { ...filtered, TableName: rare }, { limit: 1 });
    for await (const page of reading) scanned.push(page.scannedCount);
    expect(scanned).toEqual([100, 400, 250]);
  });

  test("ask nobody for key attributes that the caller knows", async () => {
    const sent: string[] = [];
    const watched: Client = {
      name: client.name,
      prepare: template => client.prepare(template),
      waiting: () => client.waiting(),
      close: () => client.close(),
      send: (operation, input, options) => {
        sent.push(operation);
        return client.send(operation, input, options);
      },
    };
    const options = { limit: 2, keyAttributes: ["P", "S"] };
    for await (const page of pages(watched, "Query", filtered, options)) {
      expect(page.lastKey).toEqual({ P: { S: "p" }, S: { N: "3" } });
    }
    expect(sent).toEqual(["Query"]);
  });

  test("count without items", async () => {
    let count = 0;
    for await (const page of pages(client, "Query", { ...filtered, Select: "COUNT" })) {
      expect(page.items).toEqual([]);
      count += page.count;
    }
    expect(count).toBe(20);
  });

  test("end in an error that names the table and what to do", async () => {
    const reading = pages(client, "Scan", { TableName: "Nowhere" }).next();
    await expect(reading).rejects.toMatchObject({
      kind: "failed",
      message: "Nowhere: no such table or index",
      service: { code: "ResourceNotFoundException" },
    });
  });
});
