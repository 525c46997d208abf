import type { Client } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import type { Item } from "../../src/values/attribute.ts";
import { engine, uniqueTable } from "./engine.ts";

/** A client of the worker's engine. */
async function testClient(): Promise<Client> {
  return connect(embeddedEndpoint((await engine()).endpoint, { maxConnections: 4 }), "wire");
}

/**
 * A table with partition key `Pk` (text), sort key `Sk` (number), the index `ByGroup` on `Group`
 * (text) and `Rank` (number), and `Until` as its time to live; filled with the items.
 */
export async function tableWith(items: readonly Item[]): Promise<string> {
  const client = await testClient();
  const TableName = uniqueTable("Items");
  const send = async (operation: Parameters<Client["send"]>[0], input: object) => {
    const reply = await client.send(operation, { ...input });
    if (reply.outcome !== "ok") throw new Error(`${operation}: ${reply.error.message}`);
  };
  try {
    const key = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: "HASH" },
      { AttributeName: range, KeyType: "RANGE" },
    ];
    await send("CreateTable", {
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "Pk", AttributeType: "S" },
        { AttributeName: "Sk", AttributeType: "N" },
        { AttributeName: "Group", AttributeType: "S" },
        { AttributeName: "Rank", AttributeType: "N" },
      ],
      KeySchema: key("Pk", "Sk"),
      GlobalSecondaryIndexes: [
        {
          IndexName: "ByGroup",
          KeySchema: key("Group", "Rank"),
          Projection: { ProjectionType: "ALL" },
        },
      ],
    });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: "Until" };
    await send("UpdateTimeToLive", { TableName, TimeToLiveSpecification });
    for (let at = 0; at < items.length; at += 25) {
      const requests = items.slice(at, at + 25).map(Item => ({ PutRequest: { Item } }));
      await send("BatchWriteItem", { RequestItems: { [TableName]: requests } });
    }
    return TableName;
  } finally {
    await client.close();
  }
}
