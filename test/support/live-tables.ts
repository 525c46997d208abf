import type { LiveTable } from "../../src/schema/live.ts";
import { parseTableSchemas } from "../../src/schema/parse.ts";
import type {
  Capacity,
  Encryption,
  GlobalIndex,
  TableSchema,
  ThroughputSettings,
  Units,
} from "../../src/schema/schema.ts";

/** What AWS gives a new on-demand table. */
const warm = { read: 12_000, write: 4_000 };

/** A table of a file, by its YAML after the name and the partition key `Id S`. */
export function fileTable(rest = ""): TableSchema {
  const [schema] = parseTableSchemas(`table: Orders\npartitionKey: Id S\n${rest}`, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

/** The live table that a schema makes on AWS, where all is told and what is not given is off. */
export function awsTable(schema: TableSchema, more: Partial<LiveTable> = {}): LiveTable {
  const billing = schema.billing ?? { kind: "on-demand" };
  const capacity = billing.kind === "provisioned" ? billing.capacity : undefined;
  return liveTable(
    {
      ttl: false,
      stream: false,
      deletionProtection: false,
      tableClass: "standard",
      tags: new Map(),
      ...schema,
      ...throughput(schema),
      billing: capacity === undefined ? { kind: "on-demand" } : provisioned(capacity),
      pointInTimeRecovery: schema.pointInTimeRecovery
        ? { days: 35, ...schema.pointInTimeRecovery }
        : false,
      encryption: encryption(schema.encryption),
      indexes: schema.indexes.map(index => liveIndex(index, capacity)).toReversed(),
      localIndexes: schema.localIndexes.toReversed(),
    },
    more,
  );
}

/** The live table that tells no more than it must: its keys, indexes, stream and billing. */
export function emulatedTable(
  { table, key, indexes, localIndexes, stream = false, billing }: TableSchema,
  more: Partial<LiveTable> = {},
): LiveTable {
  const shapes = indexes.map(({ name, key, projection }) => ({ name, key, projection }));
  const told = { table, key, indexes: shapes, localIndexes, stream };
  return liveTable({ ...told, billing: billing ?? { kind: "on-demand" } }, more);
}

function liveTable(schema: TableSchema, more: Partial<LiveTable>): LiveTable {
  const state = { status: "ACTIVE", itemCount: 0, sizeBytes: 0 };
  return {
    ...state,
    schema,
    indexes: new Map(schema.indexes.map(({ name }) => [name, { ...state, backfilling: false }])),
    localIndexes: new Map(schema.localIndexes.map(({ name }) => [name, state])),
    ttlStatus: schema.ttl ? "ENABLED" : "DISABLED",
    arn: `arn:aws:dynamodb:eu-west-1:123456789012:table/${schema.table}`,
    createdAt: new Date(0),
    windows: { onDemandAt: undefined, classAt: undefined, decreasesToday: 0 },
    replicas: [],
    raw: { table: undefined },
    ...more,
  };
}

function liveIndex({ name, key, projection, ...index }: GlobalIndex, table: Capacity | undefined) {
  const own = index.capacity ?? table;
  const reversed =
    projection.kind === "include"
      ? { ...projection, attributes: projection.attributes.toReversed() }
      : projection;
  return {
    name,
    key,
    projection: reversed,
    ...(own && { capacity: provisioned(own).capacity }),
    ...throughput(index),
  };
}

function throughput(settings: ThroughputSettings): Required<ThroughputSettings> {
  return {
    maxThroughput: settings.maxThroughput ?? false,
    warmThroughput: { ...warm, ...settings.warmThroughput },
    contributorInsights: settings.contributorInsights ?? false,
  };
}

/** Somewhere within what scales it. */
function provisioned({ read, write }: Capacity) {
  const units = ({ min, max }: Units) => {
    const count = Math.floor((min + max) / 2);
    return { min: count, max: count };
  };
  return { kind: "provisioned" as const, capacity: { read: units(read), write: units(write) } };
}

/** Keys are told by their ARN; an alias's is one that only KMS knows. */
function encryption(wanted: Encryption = { kind: "aws-owned" }): Encryption {
  const keys = "arn:aws:kms:eu-west-1:123456789012:key/";
  if (wanted.kind === "aws-managed") return { kind: "customer", key: `${keys}managed` };
  if (wanted.kind === "aws-owned" || wanted.key.startsWith("arn:")) return wanted;
  return { kind: "customer", key: `${keys}${wanted.key.replace("/", "-")}` };
}
