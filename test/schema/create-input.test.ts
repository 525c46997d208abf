import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  SSESpecification,
} from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createTableInput,
  encryptionInput,
  globalIndexInput,
  onDemandInput,
  streamInput,
  warmInput,
} from "../../src/schema/create-input.ts";
import { readLiveTable } from "../../src/schema/live.ts";
import { parseTableSchemas } from "../../src/schema/parse.ts";
import type { GlobalIndex, TableSchema, ThroughputSettings } from "../../src/schema/schema.ts";

function parsed(text: string): TableSchema {
  const [schema] = parseTableSchemas(text, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

describe("createTableInput", () => {
  it("says every setting that CreateTable takes, as the SDK names it", () => {
    const schema = parsed(`
table: Orders
partitionKey: CustomerId S
sortKey: OrderId S
maxThroughput: { read: 10000 }
warmThroughput: { read: 20000, write: 5000 }
contributorInsights: true
ttl: ExpiresAt
indexes:
  ByPlace:
    partitionKey: [Country S, City S]
    sortKey: Total N
    projection: [Name]
    maxThroughput: { read: 500, write: 100 }
    warmThroughput: { write: 6000 }
    contributorInsights: throttled
localIndexes: { ByDate: { sortKey: PlacedAt N, projection: keys } }
stream: old-image
pointInTimeRecovery: { days: 7 }
encryption: { key: alias/orders }
deletionProtection: true
tableClass: infrequent-access
tags: { team: shop }
`);
    const expected: CreateTableCommandInput = {
      TableName: "Orders",
      AttributeDefinitions: [
        { AttributeName: "CustomerId", AttributeType: "S" },
        { AttributeName: "OrderId", AttributeType: "S" },
        { AttributeName: "Country", AttributeType: "S" },
        { AttributeName: "City", AttributeType: "S" },
        { AttributeName: "Total", AttributeType: "N" },
        { AttributeName: "PlacedAt", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "CustomerId", KeyType: "HASH" },
        { AttributeName: "OrderId", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      OnDemandThroughput: { MaxReadRequestUnits: 10_000 },
      WarmThroughput: { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 5_000 },
      GlobalSecondaryIndexes: [
        {
          IndexName: "ByPlace",
          KeySchema: [
            { AttributeName: "Country", KeyType: "HASH" },
            { AttributeName: "City", KeyType: "HASH" },
            { AttributeName: "Total", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["Name"] },
          OnDemandThroughput: { MaxReadRequestUnits: 500, MaxWriteRequestUnits: 100 },
          WarmThroughput: { WriteUnitsPerSecond: 6_000 },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: "ByDate",
          KeySchema: [
            { AttributeName: "CustomerId", KeyType: "HASH" },
            { AttributeName: "PlacedAt", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "OLD_IMAGE" },
      SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "alias/orders" },
      TableClass: "STANDARD_INFREQUENT_ACCESS",
      DeletionProtectionEnabled: true,
      Tags: [{ Key: "team", Value: "shop" }],
    };
    expect(createTableInput(schema)).toEqual(expected);
  });

  it("says nothing of what is absent or off", () => {
    const rest =
      "maxThroughput: false\nttl: false\nstream: false\npointInTimeRecovery: false\ncontributorInsights: false\nencryption: aws-owned\ntags: {}\n";
    for (const text of ["", rest]) {
      expect(createTableInput(parsed(`table: Users\npartitionKey: Id S\n${text}`))).toEqual({
        TableName: "Users",
        AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      });
    }
  });

  it("provisions the least of a range, and an index as its table without its own", () => {
    const schema = parsed(`
table: Users
partitionKey: Id S
billing: { read: { min: 5, max: 100 }, write: 6 }
indexes:
  ByAge: { partitionKey: Age N }
  ByName: { partitionKey: Name S, capacity: { read: 1, write: { min: 2, max: 20 } } }
`);
    const shared = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    expect(createTableInput(schema)).toMatchObject({
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: shared,
      GlobalSecondaryIndexes: [
        { IndexName: "ByAge", ProvisionedThroughput: shared },
        {
          IndexName: "ByName",
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
        },
      ] satisfies Partial<GlobalSecondaryIndex>[],
    });
  });

  it("makes a table that is described as its schema", () => {
    fc.assert(
      fc.property(schemas, schema => {
        const { schema: live } = readLiveTable({ Table: described(schema) }, undefined);
        expect(live).toEqual(asDescribed(schema));
      }),
    );
  });
});

describe("globalIndexInput", () => {
  it("gives an index no capacity with on-demand billing", () => {
    const [index] = parsed(
      "table: Users\npartitionKey: Id S\nindexes: { ByAge: { partitionKey: Age N } }",
    ).indexes;
    const input = index && globalIndexInput(index, { kind: "on-demand" });
    expect(input).not.toHaveProperty("ProvisionedThroughput");
  });
});

describe("inputs of changes", () => {
  it("clears a limit with -1", () => {
    expect(onDemandInput(false)).toEqual({ MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 });
    expect(onDemandInput({ write: 7 })).toEqual({ MaxWriteRequestUnits: 7 });
  });

  it("asks for warm throughput of either direction", () => {
    expect(warmInput({ read: 7 })).toEqual({ ReadUnitsPerSecond: 7 });
  });

  it("switches a stream off", () => {
    expect(streamInput(false)).toEqual({ StreamEnabled: false });
  });

  it.each<[TableSchema["encryption"] & object, SSESpecification]>([
    [{ kind: "aws-owned" }, { Enabled: false }],
    [{ kind: "aws-managed" }, { Enabled: true, SSEType: "KMS" }],
    [
      { kind: "customer", key: "k" },
      { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "k" },
    ],
  ])("encrypts with %j", (encryption, expected) => {
    expect(encryptionInput(encryption)).toEqual(expected);
  });
});

const awsWarm = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/** What AWS tells of a table that was made with a schema's input. */
function described(schema: TableSchema): unknown {
  const { BillingMode, TableClass, SSESpecification, ...input } = createTableInput(schema);
  const sse = SSESpecification as SSESpecification | undefined;
  return {
    WarmThroughput: awsWarm,
    ...input,
    BillingModeSummary: { BillingMode },
    ...(TableClass !== undefined && { TableClassSummary: { TableClass } }),
    ...(sse?.Enabled && {
      SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: sse.KMSMasterKeyId },
    }),
  };
}

/** A schema as the description tells it: what has calls of its own is untold, the rest is complete. */
function asDescribed(schema: TableSchema): TableSchema {
  const { ttl: _, pointInTimeRecovery: _p, tags: _t, contributorInsights: _c, ...told } = schema;
  const billing = told.billing ?? { kind: "on-demand" };
  const fixed = (units: { min: number }) => ({ min: units.min, max: units.min });
  const capacityOf = (index?: GlobalIndex) => {
    if (billing.kind === "on-demand") return undefined;
    const { read, write } = index?.capacity ?? billing.capacity;
    return { read: fixed(read), write: fixed(write) };
  };
  const capacity = capacityOf();
  return {
    stream: false,
    maxThroughput: false,
    warmThroughput: { read: 12_000, write: 4_000 },
    encryption: { kind: "aws-owned" },
    tableClass: "standard",
    deletionProtection: false,
    ...told,
    billing: capacity ? { kind: "provisioned", capacity } : { kind: "on-demand" },
    indexes: told.indexes.map(({ contributorInsights: _own, ...index }) => {
      const own = capacityOf(index);
      return { maxThroughput: false, ...index, ...(own && { capacity: own }) };
    }),
  };
}

const count = fc.integer({ min: 1, max: 99_999 });
const units = fc
  .tuple(count, count)
  .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const capacity = fc.record({ read: units, write: units });
const throughput = fc.oneof(
  fc.record({ read: count }),
  fc.record({ write: count }),
  fc.record({ read: count, write: count }),
);
const projection = fc.constantFrom(
  { kind: "all" } as const,
  { kind: "keys" } as const,
  { kind: "include", attributes: ["Px", "Py"] } as const,
);

function settings(limited: boolean) {
  return fc.record(
    {
      ...(limited && { maxThroughput: fc.oneof(fc.constant(false as const), throughput) }),
      warmThroughput: throughput,
      contributorInsights: fc.constantFrom(false, "throttled", "accessed-and-throttled"),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<ThroughputSettings>;
}

const schemas: fc.Arbitrary<TableSchema> = fc
  .constantFrom("none", "on-demand", "provisioned")
  .chain(kind => {
    const provisioned = kind === "provisioned";
    const index = (name: string, sorted: boolean, at: number) =>
      fc
        .record({
          projection,
          own: settings(!provisioned),
          capacity: provisioned ? fc.option(capacity, { nil: undefined }) : fc.constant(undefined),
        })
        .map(
          ({ projection, own, capacity }): GlobalIndex => ({
            name,
            key: {
              partition: [{ name: `P${at}`, type: "S" }],
              sort: sorted ? [{ name: `S${at}`, type: "B" }] : [],
            },
            projection,
            ...own,
            ...(capacity && { capacity }),
          }),
        );
    return fc
      .record({
        capacity,
        own: settings(!provisioned),
        others: fc.record(
          {
            ttl: fc.constantFrom("ExpiresAt", false as const),
            stream: fc.constantFrom("keys-only", "new-and-old-images", false as const),
            pointInTimeRecovery: fc.constantFrom(false as const, {}, { days: 3 }),
            encryption: fc.constantFrom(
              { kind: "aws-owned" } as const,
              { kind: "aws-managed" } as const,
              { kind: "customer", key: "arn:aws:kms:us-east-1:1:key/1" } as const,
            ),
            deletionProtection: fc.boolean(),
            tableClass: fc.constantFrom("standard" as const, "infrequent-access" as const),
          },
          { requiredKeys: [] },
        ),
        indexes: fc.tuple(index("One", true, 1), index("Two", false, 2)),
        kept: fc.integer({ min: 0, max: 2 }),
        local: projection,
      })
      .map(
        ({ capacity, own, others, indexes, kept, local }): TableSchema => ({
          table: "Random",
          key: { partition: [{ name: "Id", type: "S" }], sort: [{ name: "At", type: "N" }] },
          ...(kind === "on-demand" && { billing: { kind: "on-demand" } }),
          ...(provisioned && { billing: { kind: "provisioned", capacity } }),
          ...own,
          ...(others as Partial<TableSchema>),
          indexes: indexes.slice(0, kept),
          localIndexes: [
            {
              name: "Local",
              key: { partition: [{ name: "Id", type: "S" }], sort: [{ name: "Age", type: "N" }] },
              projection: local,
            },
          ],
        }),
      );
  });
