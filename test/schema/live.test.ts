import { describe, expect, it } from "vitest";
import { readLiveTable } from "../../src/schema/live.ts";
import { emulatedMinimal, whole, wholeMinimal } from "../support/descriptions.ts";

describe("readLiveTable", () => {
  it("reads all that AWS tells of a table", () => {
    const live = readLiveTable({ Table: whole.Table }, whole.TimeToLive);
    const warm = { read: 12_000, write: 4_000 };
    expect(live).toEqual({
      schema: {
        table: "Orders",
        key: {
          partition: [{ name: "CustomerId", type: "S" }],
          sort: [{ name: "OrderId", type: "S" }],
        },
        billing: { kind: "on-demand" },
        maxThroughput: { read: 10_000 },
        warmThroughput: warm,
        ttl: "ExpiresAt",
        indexes: [
          {
            name: "ByPlace",
            key: {
              partition: [
                { name: "Country", type: "S" },
                { name: "City", type: "S" },
              ],
              sort: [{ name: "Total", type: "N" }],
            },
            projection: { kind: "include", attributes: ["Name", "Phone"] },
            maxThroughput: { write: 2_000 },
            warmThroughput: warm,
          },
          {
            name: "ByTotal",
            key: { partition: [{ name: "Total", type: "N" }], sort: [] },
            projection: { kind: "keys" },
            maxThroughput: false,
          },
        ],
        localIndexes: [
          {
            name: "ByDate",
            key: {
              partition: [{ name: "CustomerId", type: "S" }],
              sort: [{ name: "PlacedAt", type: "N" }],
            },
            projection: { kind: "all" },
          },
        ],
        stream: "new-and-old-images",
        encryption: { kind: "customer", key: "arn:aws:kms:us-east-1:123456789012:key/5f1c" },
        tableClass: "infrequent-access",
        deletionProtection: true,
      },
      status: "ACTIVE",
      itemCount: 1_204_331,
      sizeBytes: 3_328_599_655,
      indexes: new Map([
        [
          "ByPlace",
          { status: "ACTIVE", backfilling: false, itemCount: 1_204_331, sizeBytes: 1_288_490_189 },
        ],
        ["ByTotal", { status: "CREATING", backfilling: true, itemCount: 0, sizeBytes: 0 }],
      ]),
      localIndexes: new Map([["ByDate", { itemCount: 4_331, sizeBytes: 10_380_902 }]]),
      ttlStatus: "ENABLED",
      arn: "arn:aws:dynamodb:us-east-1:123456789012:table/Orders",
      createdAt: new Date(1_790_000_000_500),
      windows: {
        onDemandAt: new Date(1_790_000_100_000),
        classAt: new Date(1_790_000_200_000),
        decreasesToday: 2,
      },
      replicas: ["eu-west-1", "us-west-2"],
      raw: { table: whole.Table, timeToLive: whole.TimeToLive.TimeToLiveDescription },
    });
  });

  it.each([
    ["ENABLED", "ExpiresAt"],
    ["ENABLING", "ExpiresAt"],
    ["DISABLING", false],
    ["DISABLED", false],
  ])("takes time to live that is %s for %s", (TimeToLiveStatus, ttl) => {
    const TimeToLiveDescription = { TimeToLiveStatus, AttributeName: "ExpiresAt" };
    const live = readLiveTable({ Table: wholeMinimal }, { TimeToLiveDescription });
    expect(live.schema.ttl).toBe(ttl);
  });

  it("tells no time to live that nobody asked for", () => {
    expect(readLiveTable({ Table: wholeMinimal }, undefined).schema).not.toHaveProperty("ttl");
  });

  it.each([
    ["a moment as text", "2026-09-21T14:13:20.500Z", new Date(1_790_000_000_500)],
    ["no moment", undefined, undefined],
    ["a moment that is none", "soon", undefined],
  ])("reads %s", (_what, CreationDateTime, expected) => {
    const Table = { ...wholeMinimal, CreationDateTime };
    expect(readLiveTable({ Table }, undefined).createdAt).toEqual(expected);
  });

  it.each([[undefined], [{}], [{ Table: {} }], [{ Table: { ...wholeMinimal, KeySchema: "Id" } }]])(
    "refuses what describes no table: %j",
    reply => {
      expect(() => readLiveTable(reply, undefined)).toThrow("in a way that dyn cannot read");
    },
  );
});

describe("its schema", () => {
  const read = (table: object) => readLiveTable({ Table: table }, undefined).schema;

  it("takes what a whole description leaves out for off", () => {
    expect(read(wholeMinimal)).toEqual({
      table: "Users",
      key: { partition: [{ name: "Id", type: "S" }], sort: [] },
      billing: { kind: "on-demand" },
      indexes: [],
      localIndexes: [],
      maxThroughput: false,
      warmThroughput: { read: 12_000, write: 4_000 },
      stream: false,
      encryption: { kind: "aws-owned" },
      tableClass: "standard",
      deletionProtection: false,
    });
  });

  it("takes what an emulator leaves out for untold", () => {
    expect(read(emulatedMinimal)).toEqual({
      table: "Users",
      key: { partition: [{ name: "Id", type: "S" }], sort: [] },
      billing: {
        kind: "provisioned",
        capacity: { read: { min: 5, max: 5 }, write: { min: 5, max: 5 } },
      },
      indexes: [],
      localIndexes: [],
      stream: false,
    });
  });

  it.each([
    [{ Status: "ENABLED", SSEType: "KMS" }, { kind: "aws-managed" }],
    [
      { Status: "UPDATING", SSEType: "KMS", KMSMasterKeyArn: "arn:key/1" },
      { kind: "customer", key: "arn:key/1" },
    ],
    [{ Status: "DISABLED" }, { kind: "aws-owned" }],
    [{ Status: "DISABLING" }, { kind: "aws-owned" }],
    [{}, undefined],
  ])("reads the encryption %j of an emulator", (SSEDescription, expected) => {
    expect(read({ ...emulatedMinimal, SSEDescription }).encryption).toEqual(expected);
  });

  it("knows on-demand billing by a throughput of zero, without a summary", () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
    const { billing } = read({ ...emulatedMinimal, ProvisionedThroughput });
    expect(billing).toEqual({ kind: "on-demand" });
  });

  it("reads an index's own capacity where billing is provisioned", () => {
    const GlobalSecondaryIndexes = [
      {
        IndexName: "ById",
        KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
      },
    ];
    expect(read({ ...emulatedMinimal, GlobalSecondaryIndexes }).indexes).toMatchObject([
      { capacity: { read: { min: 1, max: 1 }, write: { min: 2, max: 2 } } },
    ]);
  });

  it("takes a capacity of zero, as emulators tell of an index, for untold", () => {
    const GlobalSecondaryIndexes = [
      {
        IndexName: "ById",
        KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
        ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      },
    ];
    const [index] = read({ ...emulatedMinimal, GlobalSecondaryIndexes }).indexes;
    expect(index).not.toHaveProperty("capacity");
  });
});
