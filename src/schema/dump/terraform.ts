import {
  attributeDefinitions,
  billingModes,
  keySchema,
  projectionInput,
  streamViews,
  tableClasses,
} from "../create-input.ts";
import type {
  Capacity,
  GlobalIndex,
  LocalIndex,
  Projection,
  TableSchema,
  ThroughputSettings,
} from "../schema.ts";
import { distinctNames } from "./distinct-names.ts";
import { type Block, type HclValue, hclText } from "./hcl.ts";

/** A resource of Terraform's AWS provider for each table, and for insights, which are their own. */
export function terraformText(schemas: readonly TableSchema[]): string {
  const names = distinctNames(schemas.map(({ table }) => resourceName(table)));
  const blocks = schemas.map((schema, at) => tableBlock(schema, names[at] ?? ""));
  return [...blocks, ...insightBlocks(schemas, names)]
    .map(block => `${hclText(block)}\n`)
    .join("\n");
}

function tableBlock(schema: TableSchema, name: string): Block {
  const billing = schema.billing ?? { kind: "on-demand" };
  const { stream, tableClass, tags, ttl, pointInTimeRecovery: recovery, encryption } = schema;
  const capacity = billing.kind === "provisioned" ? billing.capacity : undefined;
  return {
    head: `resource "aws_dynamodb_table" "${name}"`,
    attributes: {
      name: schema.table,
      billing_mode: billingModes[billing.kind],
      ...capacityOf(capacity),
      hash_key: schema.key.partition[0]?.name,
      range_key: schema.key.sort[0]?.name,
      stream_enabled: stream === undefined ? undefined : stream !== false,
      stream_view_type: stream ? streamViews[stream] : undefined,
      table_class: tableClass && tableClasses[tableClass],
      deletion_protection_enabled: schema.deletionProtection,
      tags: tags && tags.size > 0 ? tags : undefined,
    },
    blocks: [
      ...attributeDefinitions(schema).map(({ AttributeName, AttributeType }) =>
        block("attribute", { name: String(AttributeName), type: String(AttributeType) }),
      ),
      ...schema.indexes.map(index => globalIndexBlock(index, capacity)),
      ...schema.localIndexes.map(localIndexBlock),
      ...throughputBlocks(schema),
      ...(ttl === undefined
        ? []
        : [block("ttl", { attribute_name: ttl || undefined, enabled: ttl !== false })]),
      ...(recovery === undefined
        ? []
        : [
            block("point_in_time_recovery", {
              enabled: recovery !== false,
              recovery_period_in_days: recovery ? recovery.days : undefined,
            }),
          ]),
      ...(encryption === undefined
        ? []
        : [
            block("server_side_encryption", {
              enabled: encryption.kind !== "aws-owned",
              kms_key_arn: encryption.kind === "customer" ? encryption.key : undefined,
            }),
          ]),
    ],
  };
}

function globalIndexBlock(index: GlobalIndex, tables: Capacity | undefined): Block {
  const { partition, sort } = index.key;
  // Blocks for the parts of a key are known to recent versions of the provider alone.
  const isSimple = partition.length === 1 && sort.length <= 1;
  return {
    head: "global_secondary_index",
    attributes: {
      name: index.name,
      hash_key: isSimple ? partition[0]?.name : undefined,
      range_key: isSimple ? sort[0]?.name : undefined,
      ...projectionOf(index.projection),
      ...capacityOf(tables && (index.capacity ?? tables)),
    },
    blocks: [
      ...(isSimple ? [] : keySchema(index.key)).map(({ AttributeName, KeyType }) =>
        block("key_schema", { attribute_name: String(AttributeName), key_type: String(KeyType) }),
      ),
      ...throughputBlocks(index),
    ],
  };
}

function localIndexBlock({ name, key, projection }: LocalIndex): Block {
  return block("local_secondary_index", {
    name,
    range_key: key.sort[0]?.name,
    ...projectionOf(projection),
  });
}

function projectionOf(projection: Projection) {
  return {
    projection_type: String(projectionInput(projection).ProjectionType),
    non_key_attributes: projection.kind === "include" ? projection.attributes : undefined,
  };
}

function capacityOf(capacity: Capacity | undefined) {
  return { read_capacity: capacity?.read.min, write_capacity: capacity?.write.min };
}

function throughputBlocks({ maxThroughput, warmThroughput }: ThroughputSettings): Block[] {
  const limit = maxThroughput === false ? { read: -1, write: -1 } : maxThroughput;
  return [
    ...(limit === undefined
      ? []
      : [
          block("on_demand_throughput", {
            max_read_request_units: limit.read,
            max_write_request_units: limit.write,
          }),
        ]),
    ...(warmThroughput === undefined
      ? []
      : [
          block("warm_throughput", {
            read_units_per_second: warmThroughput.read,
            write_units_per_second: warmThroughput.write,
          }),
        ]),
  ];
}

function insightBlocks(schemas: readonly TableSchema[], names: readonly string[]): Block[] {
  const on = schemas.flatMap((schema, at) => {
    const table = names[at] ?? "";
    const indexes = schema.indexes.map(part => ({ part, table, index: part.name }));
    return [{ part: schema, table, index: undefined }, ...indexes].filter(
      ({ part }) => part.contributorInsights,
    );
  });
  const own = distinctNames(
    on.map(({ table, index }) => (index ? `${table}_${resourceName(index)}` : table)),
  );
  return on.map(({ part, table, index }, at) => ({
    head: `resource "aws_dynamodb_contributor_insights" "${own[at]}"`,
    attributes: {
      table_name: { reference: `aws_dynamodb_table.${table}.name` },
      index_name: index,
      mode: part.contributorInsights === "throttled" ? "THROTTLED_KEYS" : undefined,
    },
  }));
}

function block(head: string, attributes: Readonly<Record<string, HclValue | undefined>>): Block {
  return { head, attributes };
}

/** `UserSessions` as `user_sessions`. */
function resourceName(table: string): string {
  const words = table
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== "");
  const name = words.join("_");
  return /^[a-z]/.test(name) ? name : ["table", ...words].join("_");
}
