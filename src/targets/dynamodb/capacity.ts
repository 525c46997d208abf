import type { ReplyBody } from "../../dynamodb/client.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Consumed } from "../target.ts";

/** Which units the requests of an action consume, where a reply does not say. */
export type Units = "read" | "write";

/** How a request asks for the capacity that it consumes, and how its reply tells. */
export interface Meter {
  readonly input: { readonly ReturnConsumedCapacity: "TOTAL" | "INDEXES" };
  read(body: ReplyBody): readonly Consumed[];
}

/** All that is consumed is the table's; the cheapest reading, for most requests of a load. */
function tableMeter(table: string, units: Units): Meter {
  return {
    input: { ReturnConsumedCapacity: "TOTAL" },
    read: body => {
      const consumed = body.capacityUnits();
      if (consumed === 0) return [];
      return units === "read"
        ? [{ resource: table, readUnits: consumed, writeUnits: 0 }]
        : [{ resource: table, readUnits: 0, writeUnits: consumed }];
    },
  };
}

/** Of each table and index apart, as the reply names them. */
export function detailedMeter(units: Units): Meter {
  return {
    input: { ReturnConsumedCapacity: "INDEXES" },
    read: body => body.consumedCapacity().flatMap(capacity => ofTable(capacity, units)),
  };
}

/** Of a batch that reads: its reply is too large to be searched through for a number. */
export const batchReadMeter: Meter = {
  ...detailedMeter("read"),
  input: { ReturnConsumedCapacity: "TOTAL" },
};

/** Of an action that reads a table, or one of its indexes. */
export function readMeter(table: string, index?: string): Meter {
  return index === undefined ? tableMeter(table, "read") : detailedMeter("read");
}

/** Of an action that writes to a table: what it costs, its indexes cost again. */
export function writeMeter({ table, indexes, localIndexes }: TableSchema): Meter {
  const indexed = indexes.length + localIndexes.length > 0;
  return indexed ? detailedMeter("write") : tableMeter(table, "write");
}

function ofTable(capacity: Readonly<Record<string, unknown>>, units: Units): readonly Consumed[] {
  const table = String(capacity.TableName);
  const { Table: own } = capacity;
  // Without indexes the whole is the table's.
  if (!isObject(own)) return unitsOf(table, capacity, units);
  const indexes = [capacity.GlobalSecondaryIndexes, capacity.LocalSecondaryIndexes].flatMap(each =>
    Object.entries(isObject(each) ? each : {}),
  );
  return [
    ...unitsOf(table, own, units),
    ...indexes.flatMap(([index, of]) => unitsOf(`${table}/index/${index}`, of, units)),
  ];
}

/** Transactions tell reads and writes apart, other requests do not. */
function unitsOf(resource: string, capacity: unknown, units: Units): readonly Consumed[] {
  if (!isObject(capacity)) return [];
  const total = Number(capacity.CapacityUnits ?? 0);
  const read = Number(capacity.ReadCapacityUnits ?? 0);
  const write = Number(capacity.WriteCapacityUnits ?? 0);
  if (read + write > 0) return [{ resource, readUnits: read, writeUnits: write }];
  if (total === 0) return [];
  return units === "read"
    ? [{ resource, readUnits: total, writeUnits: 0 }]
    : [{ resource, readUnits: 0, writeUnits: total }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
