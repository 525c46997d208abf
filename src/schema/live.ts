import { z } from "zod";
import { DynError } from "../errors.ts";
import { streamViews, tableClasses } from "./create-input.ts";
import type { Billing, KeyAttribute, KeySchema, Projection, TableSchema } from "./schema.ts";

/** How one part of a table, itself or an index, is at this moment. */
export interface LiveState {
  /** `ACTIVE`, `CREATING`, `UPDATING`, `DELETING`, … */
  readonly status: string;
  /** As of some hours ago: DynamoDB counts now and then. */
  readonly itemCount: number;
  readonly sizeBytes: number;
}

/** A table as the service describes it. */
export interface LiveTable extends LiveState {
  /** In the terms of a schema; DescribeTable does not tell point-in-time recovery and tags. */
  readonly schema: TableSchema;
  /** Of global indexes by name; `backfilling` while existing items are copied into one. */
  readonly indexes: ReadonlyMap<string, LiveState & { readonly backfilling: boolean }>;
  readonly localIndexes: ReadonlyMap<string, Omit<LiveState, "status">>;
  /** `ENABLED`, `ENABLING`, `DISABLED` or `DISABLING`. */
  readonly ttlStatus: string;
  readonly arn: string | undefined;
  /** The replies' `Table` and `TimeToLiveDescription` as they came. */
  readonly raw: { readonly table: unknown; readonly timeToLive: unknown };
}

const keyShape = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const throughputShape = z.object({ ReadCapacityUnits: z.number(), WriteCapacityUnits: z.number() });
const projectionShape = z.object({
  ProjectionType: z.string().optional(),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const indexShape = z.object({
  IndexName: z.string(),
  KeySchema: keyShape,
  Projection: projectionShape.optional(),
  IndexStatus: z.string().optional(),
  Backfilling: z.boolean().optional(),
  ProvisionedThroughput: throughputShape.optional(),
  ItemCount: z.number().optional(),
  IndexSizeBytes: z.number().optional(),
});
const tableShape = z.object({
  TableName: z.string(),
  TableStatus: z.string().default("ACTIVE"),
  TableArn: z.string().optional(),
  KeySchema: keyShape,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  BillingModeSummary: z.object({ BillingMode: z.string().optional() }).optional(),
  ProvisionedThroughput: throughputShape.optional(),
  GlobalSecondaryIndexes: z.array(indexShape).default([]),
  LocalSecondaryIndexes: z.array(indexShape).default([]),
  StreamSpecification: z
    .object({ StreamEnabled: z.boolean().optional(), StreamViewType: z.string().optional() })
    .optional(),
  TableClassSummary: z.object({ TableClass: z.string().optional() }).optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  ItemCount: z.number().default(0),
  TableSizeBytes: z.number().default(0),
});
const timeToLiveShape = z.object({
  TimeToLiveStatus: z.string().default("DISABLED"),
  AttributeName: z.string().optional(),
});

/** Reads the outputs of DescribeTable and DescribeTimeToLive. */
export function readLiveTable(tableReply: unknown, timeToLiveReply: unknown): LiveTable {
  const raw = {
    table: member(tableReply, "Table"),
    timeToLive: member(timeToLiveReply, "TimeToLiveDescription"),
  };
  const read = tableShape.safeParse(raw.table);
  const ttl = timeToLiveShape.safeParse(raw.timeToLive ?? {});
  if (!read.success || !ttl.success) {
    throw new DynError("failed", "the service describes the table in a way that dyn cannot read", {
      hint: "is the target really DynamoDB, or something that speaks its protocol?",
      cause: read.error ?? ttl.error,
    });
  }
  const table = read.data;
  const types = new Map(table.AttributeDefinitions.map(each => [each.AttributeName, each]));
  const keyOf = (key: z.infer<typeof keyShape>): KeySchema => {
    const attributes = (kind: string): KeyAttribute[] =>
      key
        .filter(({ KeyType }) => KeyType === kind)
        .map(({ AttributeName: name }) => ({ name, type: types.get(name)?.AttributeType ?? "S" }));
    return { partition: attributes("HASH"), sort: attributes("RANGE") };
  };
  const billing = billingOf(table);
  const stream = nameOf(streamViews, table.StreamSpecification?.StreamViewType);
  const tableClass = nameOf(tableClasses, table.TableClassSummary?.TableClass);
  const expiring = ttl.data.TimeToLiveStatus.startsWith("ENABL")
    ? ttl.data.AttributeName
    : undefined;
  return {
    schema: {
      table: table.TableName,
      key: keyOf(table.KeySchema),
      billing,
      indexes: table.GlobalSecondaryIndexes.map(index => ({
        name: index.IndexName,
        key: keyOf(index.KeySchema),
        projection: projectionOf(index.Projection),
        ...(billing.kind === "provisioned" &&
          index.ProvisionedThroughput && { capacity: unitsOf(index.ProvisionedThroughput) }),
      })),
      localIndexes: table.LocalSecondaryIndexes.map(index => ({
        name: index.IndexName,
        key: keyOf(index.KeySchema),
        projection: projectionOf(index.Projection),
      })),
      ...(expiring !== undefined && { ttl: expiring }),
      ...(stream !== undefined && table.StreamSpecification?.StreamEnabled !== false && { stream }),
      ...(table.DeletionProtectionEnabled !== undefined && {
        deletionProtection: table.DeletionProtectionEnabled,
      }),
      ...(tableClass !== undefined && { tableClass }),
      tags: new Map(),
    },
    status: table.TableStatus,
    itemCount: table.ItemCount,
    sizeBytes: table.TableSizeBytes,
    indexes: new Map(
      table.GlobalSecondaryIndexes.map(index => [
        index.IndexName,
        {
          status: index.IndexStatus ?? "ACTIVE",
          backfilling: index.Backfilling === true,
          ...sizeOf(index),
        },
      ]),
    ),
    localIndexes: new Map(
      table.LocalSecondaryIndexes.map(index => [index.IndexName, sizeOf(index)]),
    ),
    ttlStatus: ttl.data.TimeToLiveStatus,
    arn: table.TableArn,
    raw,
  };
}

function billingOf(table: z.infer<typeof tableShape>): Billing {
  const units = table.ProvisionedThroughput && unitsOf(table.ProvisionedThroughput);
  // On-demand tables show a throughput of zero; some emulators leave the summary out.
  const onDemand =
    table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST" || !units || units.read === 0;
  return onDemand ? { kind: "on-demand" } : { kind: "provisioned", ...units };
}

function unitsOf(throughput: z.infer<typeof throughputShape>): { read: number; write: number } {
  return { read: throughput.ReadCapacityUnits, write: throughput.WriteCapacityUnits };
}

function projectionOf(projection: z.infer<typeof projectionShape> | undefined): Projection {
  switch (projection?.ProjectionType) {
    case "KEYS_ONLY":
      return { kind: "keys" };
    case "INCLUDE":
      return { kind: "include", attributes: projection.NonKeyAttributes ?? [] };
    default:
      return { kind: "all" };
  }
}

function sizeOf(index: z.infer<typeof indexShape>): Omit<LiveState, "status"> {
  return { itemCount: index.ItemCount ?? 0, sizeBytes: index.IndexSizeBytes ?? 0 };
}

function nameOf<Name extends string>(
  names: Readonly<Record<Name, string>>,
  value: string | undefined,
): Name | undefined {
  return (Object.keys(names) as Name[]).find(name => names[name] === value);
}

function member(reply: unknown, name: string): unknown {
  return reply !== null && typeof reply === "object" ? Reflect.get(reply, name) : undefined;
}
