import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, clientNames } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import type { OperationName, WireInput } from "../../src/dynamodb/request.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";
import { items } from "../values/arbitrary.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const Key = { Id: { S: "a" }, At: { N: "7" } };
const Item = {
  ...Key,
  Long: { N: "12345678901234567890123456789012345678" },
  Bytes: { B: "AP8=" },
};
const ExpressionAttributeNames = { "#Item": "Key" };
const ExpressionAttributeValues = { ":v": { L: [{ N: "0.5" }, { NULL: true }] }, ":n": { N: "1" } };
const clauses = { ExpressionAttributeNames, ExpressionAttributeValues };
const TableName = "Keys";

/** A request of each operation on items, with names that are also members' names. */
const requests: readonly (readonly [OperationName, WireInput])[] = [
  ["GetItem", { TableName, Key, ExpressionAttributeNames, ConsistentRead: true }],
  ["PutItem", { TableName, Item, ConditionExpression: "#Item = :v", ...clauses }],
  ["UpdateItem", { TableName, Key, UpdateExpression: "SET #Item = :v", ...clauses }],
  ["DeleteItem", { TableName, Key, ConditionExpression: "#Item = :v", ...clauses }],
  ["Query", { TableName, ExclusiveStartKey: Key, Limit: 3, ...clauses }],
  ["Scan", { TableName, ExclusiveStartKey: Key, Segment: 0, TotalSegments: 2, ...clauses }],
  ["BatchGetItem", { RequestItems: { Item: { Keys: [Key, Key] }, Key: { Keys: [Key] } } }],
  [
    "BatchWriteItem",
    { RequestItems: { Keys: [{ PutRequest: { Item } }, { DeleteRequest: { Key } }] } },
  ],
  ["TransactGetItems", { TransactItems: [{ Get: { TableName, Key, ExpressionAttributeNames } }] }],
  [
    "TransactWriteItems",
    {
      ClientRequestToken: "token",
      TransactItems: [
        { Put: { TableName, Item, ConditionExpression: "#Item = :v", ...clauses } },
        { Update: { TableName, Key, UpdateExpression: "SET #Item = :v", ...clauses } },
        { Delete: { TableName, Key } },
        { ConditionCheck: { TableName, Key, ConditionExpression: "#Item = :v", ...clauses } },
      ],
    },
  ],
  [
    "ExecuteStatement",
    { Statement: "SELECT", Parameters: [{ S: "a" }, { NULL: true }, { M: Item }, { NS: ["1"] }] },
  ],
];

describe.each(clientNames)("what %s sends", name => {
  let proxy: FaultProxy;
  let client: Client;
  beforeAll(async () => {
    const refused = { kind: "error", status: 400, code: "ValidationException" } as const;
    proxy = await startFaultProxy(new URL("http://127.0.0.1:1"), () => refused);
    client = await connect(embeddedEndpoint(proxy.url, { maxConnections: 4 }), name);
  });
  afterAll(async () => {
    await client.close();
    await proxy.close();
  });

  async function arrives(operation: OperationName, input: WireInput): Promise<unknown> {
    const reply = await client.send(operation, input);
    expect(reply).toMatchObject({ attempts: 1, error: { code: "ValidationException" } });
    const seen = proxy.seen.at(-1);
    expect(seen?.operation).toBe(operation);
    return JSON.parse(seen?.body ?? "");
  }

  test.each(requests)("for %s is what it was given", async (operation, input) => {
    expect(await arrives(operation, input)).toEqual(JSON.parse(JSON.stringify(input)));
  });

  test("holds every value as it was given", async () => {
    const kept = name === "document" ? items.filter(sayable) : items;
    await fc.assert(
      fc.asyncProperty(kept, async Item => {
        const arrived = await arrives("PutItem", { TableName, Item });
        expect(JSON.stringify(arrived)).toBe(JSON.stringify({ TableName, Item }));
      }),
      { numRuns: 150 },
    );
  });

  test.runIf(name === "document")("is nothing when it has no words for a value", async () => {
    const before = proxy.seen.length;
    const reply = await client.send("PutItem", { TableName, Item: { Id: { SS: [] } } });
    expect(reply).toMatchObject({
      outcome: "failed",
      attempts: 1,
      error: { code: "InvalidRequest" },
    });
    expect(proxy.seen).toHaveLength(before);
  });
});

/** Whether the document client can say it at all. */
function sayable(item: unknown): boolean {
  return !JSON.stringify(item).includes('"__proto__"');
}
