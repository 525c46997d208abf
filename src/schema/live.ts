import { streamViews, tableClasses } from "./create-input.ts";
import {
  type IndexDescription,
  type keyShape,
  momentOf,
  type onDemandShape,
  type TableDescription,
  tableDescription,
  timeToLiveDescription,
  type unitsShape,
  type warmShape,
} from "./description.ts";
import { given, nameOf } from "./given.ts";
import { projectionOf } from "./projection.ts";
import { readReply, type Told } from "./reply-shape.ts";
import type {
  Billing,
  Capacity,
  Encryption,
  KeyAttribute,
  KeySchema,
  StreamView,
  TableSchema,
  Throughput,
  ThroughputSettings,
} from "./schema.ts";

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
  /**
   * In the terms of a schema. What the target does not tell is absent: tags, point-in-time recovery
   * and insights are told by calls of their own, and emulators leave out what they do not know.
   */
  readonly schema: TableSchema;
  /** Of global indexes by name; `backfilling` while existing items are copied into one. */
  readonly indexes: ReadonlyMap<string, LiveState & { readonly backfilling: boolean }>;
  readonly localIndexes: ReadonlyMap<string, Omit<LiveState, "status">>;
  /** `ENABLED`, `ENABLING`, `DISABLED` or `DISABLING`. */
  readonly ttlStatus: string;
  readonly arn: string | undefined;
  readonly createdAt: Date | undefined;
  /** When AWS's windows for another change of the same kind began. */
  readonly windows: {
    /** The last switch from provisioned to on-demand billing. */
    readonly onDemandAt: Date | undefined;
    /** The last change of the table's class. */
    readonly classAt: Date | undefined;
    /** How often provisioned capacity was lowered since midnight, UTC. */
    readonly decreasesToday: number;
  };
  /** The other regions of a global table. */
  readonly replicas: readonly string[];
  readonly raw: RawReplies;
}

/** Replies as they came, as far as they were asked for and told. */
export interface RawReplies {
  /** The `Table` of DescribeTable. */
  readonly table: unknown;
  /** The `TimeToLiveDescription` of DescribeTimeToLive. */
  readonly timeToLive?: unknown;
  /** The `ContinuousBackupsDescription` of DescribeContinuousBackups. */
  readonly continuousBackups?: unknown;
  /** The outputs of DescribeContributorInsights, of the table and then of its global indexes. */
  readonly contributorInsights?: readonly unknown[];
  /** All tags, those of AWS too. */
  readonly tags?: ReadonlyMap<string, string>;
}

/**
 * Reads the outputs of DescribeTable and DescribeTimeToLive.
 * @throws DynError when they are not such outputs
 */
export function readLiveTable(tableReply: unknown, timeToLiveReply: unknown): LiveTable {
  const raw = {
    table: member(tableReply, "Table"),
    timeToLive: member(timeToLiveReply, "TimeToLiveDescription"),
  };
  const table = readReply(tableDescription, raw.table, "the table");
  const { AttributeName: attribute, TimeToLiveStatus: ttlStatus } = readReply(
    timeToLiveDescription,
    raw.timeToLive ?? {},
    "the table",
  );
  const expiring = ttlStatus.startsWith("ENABL") ? attribute : undefined;
  return {
    schema: {
      ...schemaOf(table),
      ...(raw.timeToLive !== undefined && { ttl: expiring ?? false }),
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
    ttlStatus,
    arn: table.TableArn,
    createdAt: momentOf(table.CreationDateTime),
    windows: {
      onDemandAt: momentOf(table.BillingModeSummary?.LastUpdateToPayPerRequestDateTime),
      classAt: momentOf(table.TableClassSummary?.LastUpdateDateTime),
      decreasesToday: table.ProvisionedThroughput?.NumberOfDecreasesToday ?? 0,
    },
    replicas: table.Replicas.flatMap(({ RegionName }) => RegionName ?? []),
    raw,
  };
}

/** A DescribeTable description in the terms of a schema. */
export function schemaOf(table: TableDescription): TableSchema {
  const types = new Map(table.AttributeDefinitions.map(each => [each.AttributeName, each]));
  const keyOf = (key: Told<typeof keyShape>): KeySchema => {
    const attributes = (kind: string): KeyAttribute[] =>
      key
        .filter(({ KeyType }) => KeyType === kind)
        .map(({ AttributeName: name }) => ({ name, type: types.get(name)?.AttributeType ?? "S" }));
    return { partition: attributes("HASH"), sort: attributes("RANGE") };
  };
  const billing = billingOf(table);
  // What AWS leaves out of a description is off. Emulators leave out what they do not know, and
  // tell no warm throughput, which AWS does of every table.
  const isWhole = table.WarmThroughput !== undefined;
  return {
    table: table.TableName,
    key: keyOf(table.KeySchema),
    billing,
    indexes: table.GlobalSecondaryIndexes.map(index => ({
      name: index.IndexName,
      key: keyOf(index.KeySchema),
      projection: projectionOf(index.Projection),
      ...(billing.kind === "provisioned" &&
        given("capacity", indexCapacityOf(index.ProvisionedThroughput))),
      ...throughputOf(index, isWhole),
    })),
    localIndexes: table.LocalSecondaryIndexes.map(index => ({
      name: index.IndexName,
      key: keyOf(index.KeySchema),
      projection: projectionOf(index.Projection),
    })),
    stream: streamOf(table),
    ...throughputOf(table, isWhole),
    ...given("encryption", encryptionOf(table.SSEDescription, isWhole)),
    ...given(
      "deletionProtection",
      table.DeletionProtectionEnabled ?? (isWhole ? false : undefined),
    ),
    ...given(
      "tableClass",
      nameOf(tableClasses, table.TableClassSummary?.TableClass) ??
        (isWhole ? "standard" : undefined),
    ),
  };
}

function billingOf(table: TableDescription): Billing {
  const capacity = table.ProvisionedThroughput && capacityOf(table.ProvisionedThroughput);
  // On-demand tables show a throughput of zero; some emulators leave the summary out.
  const onDemand =
    table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST" ||
    !capacity ||
    capacity.read.min === 0;
  return onDemand ? { kind: "on-demand" } : { kind: "provisioned", capacity };
}

function capacityOf(throughput: Told<typeof unitsShape>): Capacity {
  const units = (count: number) => ({ min: count, max: count });
  return {
    read: units(throughput.ReadCapacityUnits),
    write: units(throughput.WriteCapacityUnits),
  };
}

/** Emulators that keep no capacity of an index tell zero, which AWS does not provision. */
function indexCapacityOf(throughput: IndexDescription["ProvisionedThroughput"]) {
  return throughput?.ReadCapacityUnits ? capacityOf(throughput) : undefined;
}

function throughputOf(
  part: Pick<TableDescription, "OnDemandThroughput" | "WarmThroughput">,
  isWhole: boolean,
): ThroughputSettings {
  return {
    ...given("maxThroughput", limitOf(part.OnDemandThroughput) ?? (isWhole ? false : undefined)),
    ...given("warmThroughput", warmOf(part.WarmThroughput)),
  };
}

/** A limit that was cleared is told as -1. */
function limitOf(limit: Told<typeof onDemandShape>): Throughput | undefined {
  const read = limit?.MaxReadRequestUnits ?? -1;
  const write = limit?.MaxWriteRequestUnits ?? -1;
  if (read < 0 && write < 0) return undefined;
  return { ...(read >= 0 && { read }), ...(write >= 0 && { write }) };
}

function warmOf(warm: Told<typeof warmShape>): Throughput | undefined {
  const { ReadUnitsPerSecond: read, WriteUnitsPerSecond: write } = warm ?? {};
  if (read === undefined && write === undefined) return undefined;
  return { ...given("read", read), ...given("write", write) };
}

function encryptionOf(
  sse: TableDescription["SSEDescription"],
  isWhole: boolean,
): Encryption | undefined {
  if (sse?.Status?.startsWith("ENABL") || sse?.Status === "UPDATING") {
    // Both keys that AWS manages for an account and keys of the customer are told by their ARN.
    return sse.KMSMasterKeyArn === undefined
      ? { kind: "aws-managed" }
      : { kind: "customer", key: sse.KMSMasterKeyArn };
  }
  return isWhole || sse?.Status?.startsWith("DISABL") ? { kind: "aws-owned" } : undefined;
}

function streamOf({ StreamSpecification: stream }: TableDescription): StreamView | false {
  if (stream?.StreamEnabled === false) return false;
  return nameOf(streamViews, stream?.StreamViewType) ?? false;
}

function sizeOf(index: IndexDescription): Omit<LiveState, "status"> {
  return { itemCount: index.ItemCount ?? 0, sizeBytes: index.IndexSizeBytes ?? 0 };
}

function member(reply: unknown, name: string): unknown {
  return reply !== null && typeof reply === "object" ? Reflect.get(reply, name) : undefined;
}
