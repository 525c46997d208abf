import type { z } from "zod";
import { given } from "./given.ts";
import type {
  Billing,
  Capacity,
  Encryption,
  GlobalIndex,
  Insights,
  KeyAttribute,
  KeySchema,
  LocalIndex,
  PointInTimeRecovery,
  Projection,
  TableSchema,
  ThroughputSettings,
} from "./schema.ts";
import {
  capacityShape,
  keyAttribute,
  projectionShape,
  readKeyAttribute,
  tableShape,
} from "./shape.ts";

type Members = Readonly<Record<string, unknown>>;

const { shape } = tableShape;

/**
 * The table that a YAML document describes. Parts with mistakes are left out, so that rules about
 * the rest can still be checked; of a document without mistakes nothing is.
 */
export function tableOf(data: unknown): TableSchema {
  const members = membersOf(data);
  const key: KeySchema = { partition: keys(members.partitionKey), sort: keys(members.sortKey) };
  return {
    table: part(shape.table, members.table) ?? "",
    key,
    indexes: Object.entries(membersOf(members.indexes)).map(([name, index]) =>
      globalIndex(name, membersOf(index)),
    ),
    localIndexes: Object.entries(membersOf(members.localIndexes)).map(([name, index]) =>
      localIndex(name, membersOf(index), key),
    ),
    ...given("billing", billing(part(shape.billing, members.billing))),
    ...throughputSettings(members),
    ...given("ttl", part(shape.ttl, members.ttl)),
    ...given("stream", part(shape.stream, members.stream)),
    ...given(
      "pointInTimeRecovery",
      recovery(part(shape.pointInTimeRecovery, members.pointInTimeRecovery)),
    ),
    ...given("encryption", encryption(part(shape.encryption, members.encryption))),
    ...given("deletionProtection", part(shape.deletionProtection, members.deletionProtection)),
    ...given("tableClass", part(shape.tableClass, members.tableClass)),
    ...given("tags", tags(members.tags)),
  };
}

function globalIndex(name: string, members: Members): GlobalIndex {
  return {
    name,
    key: { partition: keys(members.partitionKey), sort: keys(members.sortKey) },
    projection: projection(members.projection),
    ...given("capacity", capacity(part(capacityShape, members.capacity))),
    ...throughputSettings(members),
  };
}

function throughputSettings(members: Members): ThroughputSettings {
  return {
    ...given("maxThroughput", part(shape.maxThroughput, members.maxThroughput)),
    ...given("warmThroughput", part(shape.warmThroughput, members.warmThroughput)),
    ...given(
      "contributorInsights",
      insights(part(shape.contributorInsights, members.contributorInsights)),
    ),
  } as ThroughputSettings;
}

function localIndex(name: string, members: Members, table: KeySchema): LocalIndex {
  const own = members.partitionKey;
  return {
    name,
    key: {
      partition: own === undefined ? table.partition : keys(own),
      sort: keys(members.sortKey),
    },
    projection: projection(members.projection),
  };
}

function keys(value: unknown): KeyAttribute[] {
  return (Array.isArray(value) ? value : [value])
    .map(each => part(keyAttribute, each))
    .filter(each => each !== undefined)
    .map(readKeyAttribute);
}

function billing(value: z.infer<typeof shape.billing>): Billing | undefined {
  if (value === "on-demand") return { kind: "on-demand" };
  const units = capacity(value);
  return units && { kind: "provisioned", capacity: units };
}

function capacity(value: z.infer<typeof capacityShape> | undefined): Capacity | undefined {
  const units = (of: number | { min: number; max: number }) =>
    typeof of === "number" ? { min: of, max: of } : of;
  return value && { read: units(value.read), write: units(value.write) };
}

function insights(value: z.infer<typeof shape.contributorInsights>): Insights | false | undefined {
  return value === true ? "accessed-and-throttled" : value;
}

function recovery(
  value: z.infer<typeof shape.pointInTimeRecovery>,
): PointInTimeRecovery | false | undefined {
  return value === true ? {} : value;
}

function encryption(value: z.infer<typeof shape.encryption>): Encryption | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? { kind: value } : { kind: "customer", key: value.key };
}

function tags(value: unknown): ReadonlyMap<string, string> | undefined {
  if (value === undefined) return undefined;
  const named = Object.entries(membersOf(value));
  return new Map(named.filter((tag): tag is [string, string] => typeof tag[1] === "string"));
}

function projection(value: unknown): Projection {
  const read = part(projectionShape, value) ?? "all";
  return typeof read === "string" ? { kind: read } : { kind: "include", attributes: read };
}

function part<T>(shape: z.ZodType<T>, value: unknown): T | undefined {
  const result = shape.safeParse(value);
  return result.success ? result.data : undefined;
}

function membersOf(value: unknown): Members {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Members)
    : {};
}
