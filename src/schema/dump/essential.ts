import type { GlobalIndex, TableSchema, ThroughputSettings } from "../schema.ts";

/**
 * A live table without what every table has: settings that are off, or as DynamoDB makes them, and
 * warm throughput, which it computes. A plan of what is left shows no change.
 */
export function essential(schema: TableSchema): TableSchema {
  const { ttl, stream, pointInTimeRecovery, encryption, tableClass, tags, ...others } = schema;
  const { deletionProtection, ...kept } = withoutThroughput(others);
  return {
    ...kept,
    ...throughputOf(schema),
    indexes: schema.indexes.map(index => indexOf(index, schema)),
    ...(ttl && { ttl }),
    ...(stream && { stream }),
    ...(pointInTimeRecovery && {
      // 35 days are what it keeps unless told.
      pointInTimeRecovery: pointInTimeRecovery.days === 35 ? {} : pointInTimeRecovery,
    }),
    ...(encryption && encryption.kind !== "aws-owned" && { encryption }),
    ...(deletionProtection && { deletionProtection }),
    ...(tableClass && tableClass !== "standard" && { tableClass }),
    ...(tags && tags.size > 0 && { tags }),
  };
}

function indexOf(index: GlobalIndex, { billing }: TableSchema): GlobalIndex {
  const { capacity, ...others } = withoutThroughput(index);
  const isTables =
    billing?.kind === "provisioned" &&
    JSON.stringify(capacity) === JSON.stringify(billing.capacity);
  return { ...others, ...(capacity && !isTables && { capacity }), ...throughputOf(index) };
}

function withoutThroughput<Part extends ThroughputSettings>(
  part: Part,
): Omit<Part, keyof ThroughputSettings> {
  const { maxThroughput, warmThroughput, contributorInsights, ...others } = part;
  return others;
}

function throughputOf({ maxThroughput, contributorInsights }: ThroughputSettings) {
  return {
    ...(maxThroughput && { maxThroughput }),
    ...(contributorInsights && { contributorInsights }),
  };
}
