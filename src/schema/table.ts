import type { z } from "zod";
import type {
  Billing,
  GlobalIndex,
  KeyAttribute,
  KeySchema,
  LocalIndex,
  Projection,
  TableSchema,
} from "./schema.ts";
import {
  capacityShape,
  keyAttribute,
  projectionShape,
  readKeyAttribute,
  tableShape,
} from "./shape.ts";

type Members = Readonly<Record<string, unknown>>;

/**
 * The table that a YAML document describes. Parts with mistakes are left out, so that rules about
 * the rest can still be checked; of a document without mistakes nothing is.
 */
export function tableOf(data: unknown): TableSchema {
  const { shape } = tableShape;
  const members = membersOf(data);
  const key: KeySchema = { partition: keys(members.partitionKey), sort: keys(members.sortKey) };
  const tags = Object.entries(membersOf(members.tags));
  return {
    table: part(shape.table, members.table) ?? "",
    key,
    billing: billing(members.billing),
    indexes: Object.entries(membersOf(members.indexes)).map(([name, index]) =>
      globalIndex(name, membersOf(index)),
    ),
    localIndexes: Object.entries(membersOf(members.localIndexes)).map(([name, index]) =>
      localIndex(name, membersOf(index), key),
    ),
    tags: new Map(tags.filter((tag): tag is [string, string] => typeof tag[1] === "string")),
    ...given("ttl", part(shape.ttl, members.ttl)),
    ...given("stream", part(shape.stream, members.stream)),
    ...given("pointInTimeRecovery", part(shape.pointInTimeRecovery, members.pointInTimeRecovery)),
    ...given("deletionProtection", part(shape.deletionProtection, members.deletionProtection)),
    ...given("tableClass", part(shape.tableClass, members.tableClass)),
  };
}

function globalIndex(name: string, members: Members): GlobalIndex {
  return {
    name,
    key: { partition: keys(members.partitionKey), sort: keys(members.sortKey) },
    projection: projection(members.projection),
    ...given("capacity", part(capacityShape, members.capacity)),
  };
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

function billing(value: unknown): Billing {
  const capacity = part(capacityShape, value);
  return capacity === undefined ? { kind: "on-demand" } : { kind: "provisioned", ...capacity };
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

function given<Name extends string, Value>(name: Name, value: Value | undefined) {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}
