import { describe, expect, it } from "vitest";
import { call } from "../../../src/dynamodb/call.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { dumpText } from "../../../src/schema/dump/dump.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { createTable } from "../../../src/schema/tables.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { problemsOf } from "./problems.ts";

const inOwn = (data: object) =>
  dumpText(parseTableSchemas(JSON.stringify(data, null, 2), "t.json"), "yaml");

// As AWS describes a table; some of it matters to no file.
const described = {
  TableName: "Users",
  TableStatus: "ACTIVE",
  TableArn: "arn:aws:dynamodb:eu-west-1:123456789012:table/Users",
  TableId: "0d3f0d3f-0000-0000-0000-000000000000",
  CreationDateTime: "2026-01-02T03:04:05.678000+00:00",
  AttributeDefinitions: [
    { AttributeName: "Id", AttributeType: "S" },
    { AttributeName: "Email", AttributeType: "S" },
  ],
  KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
  BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  ProvisionedThroughput: {
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: 0,
    WriteCapacityUnits: 0,
  },
  WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000, Status: "ACTIVE" },
  GlobalSecondaryIndexes: [
    {
      IndexName: "ByEmail",
      KeySchema: [{ AttributeName: "Email", KeyType: "HASH" }],
      Projection: { ProjectionType: "KEYS_ONLY" },
      IndexStatus: "ACTIVE",
      ProvisionedThroughput: {
        NumberOfDecreasesToday: 0,
        ReadCapacityUnits: 0,
        WriteCapacityUnits: 0,
      },
      WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000, Status: "ACTIVE" },
      IndexSizeBytes: 0,
      ItemCount: 0,
    },
  ],
  TableSizeBytes: 0,
  ItemCount: 0,
  DeletionProtectionEnabled: true,
};

describe("DescribeTable's reply", () => {
  it("is read with all that it tells but warm throughput, with or without its Table", () => {
    const expected = `table: Users
partitionKey: Id S
billing: on-demand
maxThroughput: false
indexes:
  ByEmail: { partitionKey: Email S, projection: keys, maxThroughput: false }
stream: false
encryption: aws-owned
deletionProtection: true
tableClass: standard
`;
    expect(inOwn({ Table: described })).toBe(expected);
    expect(inOwn(described)).toBe(expected);
    const all = {
      Table: described,
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "Until" },
      Tags: [
        { Key: "team", Value: "identity" },
        { Key: "aws:cloudformation:stack-name", Value: "stack" },
      ],
    };
    expect(parseTableSchemas(JSON.stringify(all), "t.json")).toMatchObject([
      { ttl: "Until", tags: new Map([["team", "identity"]]) },
    ]);
  });

  it("is read as the engine gives it", async () => {
    const { endpoint } = await engine();
    const client = await connect(embeddedEndpoint(endpoint, { maxConnections: 1 }), "wire");
    try {
      const table = uniqueTable("Described");
      const text = `table: ${table}\npartitionKey: Id S\nbilling: { read: 5, write: 6 }\nstream: false\n`;
      const [schema] = parseTableSchemas(text, "t.yaml");
      if (schema === undefined) throw new Error("no table");
      await createTable(client, schema, { target: "local" });
      const reply = await call(client, "DescribeTable", { TableName: table });
      expect(inOwn(reply as object)).toContain(text.replace("stream: false\n", ""));
    } finally {
      await client.close();
    }
  });

  it("is explained where it is none", () => {
    const { KeySchema, ...others } = described;
    expect(problemsOf(JSON.stringify({ Table: others }))).toEqual(["1:10 missing: KeySchema"]);
  });
});
