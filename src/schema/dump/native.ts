import { toCompactYaml } from "../../config/yaml-file.ts";
import type {
  Billing,
  Capacity,
  Encryption,
  GlobalIndex,
  KeyAttribute,
  LocalIndex,
  PointInTimeRecovery,
  Projection,
  TableSchema,
  ThroughputSettings,
  Units,
} from "../schema.ts";
import { readKeyAttribute } from "../shape.ts";

/** A table as a YAML document of dyn's own form; reading it gives the same schema. */
export function nativeText(schema: TableSchema): string {
  return toCompactYaml(nativeData(schema));
}

/** The same as plain data. What has names of its own is a Map, since objects move names like `1`. */
export function nativeData(schema: TableSchema): Readonly<Record<string, unknown>> {
  const { indexes, localIndexes, billing } = schema;
  return present({
    table: schema.table,
    partitionKey: keysOf(schema.key.partition),
    sortKey: keysOf(schema.key.sort),
    billing: billing && billingOf(billing),
    ...throughputOf(schema),
    ttl: schema.ttl,
    indexes: named(indexes, globalIndex),
    localIndexes: named(localIndexes, localIndex),
    stream: schema.stream,
    pointInTimeRecovery: recoveryOf(schema.pointInTimeRecovery),
    encryption: schema.encryption && encryptionOf(schema.encryption),
    deletionProtection: schema.deletionProtection,
    tableClass: schema.tableClass,
    tags: schema.tags,
  });
}

function globalIndex(index: GlobalIndex): object {
  return present({
    partitionKey: keysOf(index.key.partition),
    sortKey: keysOf(index.key.sort),
    projection: projectionOf(index.projection),
    capacity: index.capacity && capacityOf(index.capacity),
    ...throughputOf(index),
  });
}

/** The partition key is the table's. */
function localIndex({ key, projection }: LocalIndex): object {
  return present({ sortKey: keysOf(key.sort), projection: projectionOf(projection) });
}

function throughputOf(part: ThroughputSettings) {
  const { maxThroughput, warmThroughput, contributorInsights } = part;
  return {
    maxThroughput,
    warmThroughput,
    contributorInsights:
      contributorInsights === "accessed-and-throttled" ? true : contributorInsights,
  };
}

function keysOf(attributes: readonly KeyAttribute[]): unknown {
  const [only, ...others] = attributes.map(keyOf);
  return others.length === 0 ? only : [only, ...others];
}

/** `Id S`, but for names that this form would cut. */
function keyOf(attribute: KeyAttribute): string | KeyAttribute {
  const text = `${attribute.name} ${attribute.type}`;
  return isReadBack(text, attribute) ? text : attribute;
}

function isReadBack(text: string, { name, type }: KeyAttribute): boolean {
  try {
    const read = readKeyAttribute(text);
    return read.name === name && read.type === type;
  } catch {
    return false;
  }
}

function billingOf(billing: Billing): unknown {
  return billing.kind === "on-demand" ? "on-demand" : capacityOf(billing.capacity);
}

function capacityOf({ read, write }: Capacity): object {
  return { read: unitsOf(read), write: unitsOf(write) };
}

function unitsOf({ min, max }: Units): unknown {
  return min === max ? min : { min, max };
}

function projectionOf(projection: Projection): unknown {
  return projection.kind === "include" ? projection.attributes : projection.kind;
}

function recoveryOf(recovery: PointInTimeRecovery | false | undefined): unknown {
  return recovery && recovery.days === undefined ? true : recovery;
}

function encryptionOf(encryption: Encryption): unknown {
  return encryption.kind === "customer" ? { key: encryption.key } : encryption.kind;
}

function named<Index extends { readonly name: string }>(
  indexes: readonly Index[],
  dataOf: (index: Index) => object,
): ReadonlyMap<string, object> | undefined {
  if (indexes.length === 0) return undefined;
  return new Map(indexes.map(index => [index.name, dataOf(index)]));
}

function present(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
