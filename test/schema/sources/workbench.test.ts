import { describe, expect, it } from "vitest";
import { dumpText } from "../../../src/schema/dump/dump.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { problemsOf } from "./problems.ts";

const scaling = {
  ScalableTargetRequest: { MinCapacity: 1, MaxCapacity: 10, ServiceRole: "role" },
  ScalingPolicyConfiguration: { TargetValue: 70 },
};

// As NoSQL Workbench exports it.
const model = {
  ModelName: "Forum",
  ModelMetadata: { Author: "a", AWSService: "Amazon DynamoDB", Version: "3.0" },
  DataModel: [
    {
      TableName: "Forum",
      KeyAttributes: {
        PartitionKey: { AttributeName: "Forum Name", AttributeType: "S" },
        SortKey: { AttributeName: "At", AttributeType: "N" },
      },
      NonKeyAttributes: [{ AttributeName: "Category", AttributeType: "S" }],
      TableFacets: [],
      GlobalSecondaryIndexes: [
        {
          IndexName: "ByCategory",
          KeyAttributes: { PartitionKey: { AttributeName: "Category", AttributeType: "S" } },
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["Topics"] },
        },
      ],
      TableData: [{ "Forum Name": { S: "a" }, At: { N: "1" } }],
      DataAccess: { MySql: {} },
      BillingMode: "PROVISIONED",
      ProvisionedCapacitySettings: {
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
        AutoScalingRead: scaling,
      },
    },
    {
      TableName: "Thread",
      KeyAttributes: { PartitionKey: { AttributeName: "Id", AttributeType: "B" } },
      BillingMode: "PAY_PER_REQUEST",
    },
  ],
};

describe("a model of NoSQL Workbench", () => {
  it("is read with all its tables", () => {
    const read = parseTableSchemas(JSON.stringify(model, null, 2), "model.json");
    expect(dumpText(read, "yaml")).toBe(`table: Forum
partitionKey: Forum Name S
sortKey: At N
billing:
  read: { min: 1, max: 10 }
  write: 6
indexes:
  ByCategory:
    partitionKey: Category S
    projection: [ Topics ]
---
table: Thread
partitionKey: Id B
billing: on-demand
`);
  });

  it("is explained where it is none", () => {
    const [forum] = model.DataModel;
    const wrong = { DataModel: [{ ...forum, TableName: "x" }, { TableName: "Other" }] };
    expect(problemsOf(JSON.stringify(wrong, null, 2))).toEqual(["70:5 missing: KeyAttributes"]);
    const named = { DataModel: [{ ...forum, TableName: "x" }] };
    expect(problemsOf(JSON.stringify(named, null, 2))).toEqual([
      '4:20 "x" cannot be a table\'s name; names have 3 to 255 letters, digits, "_", "-" and "."',
    ]);
  });
});
