import type { WireInput } from "../dynamodb/request.ts";
import { DynError } from "../errors.ts";
import { Aliases } from "../expressions/aliases.ts";
import type { Condition, Projection } from "../expressions/ast.ts";
import { renderCondition, renderProjection } from "../expressions/render.ts";
import { checkFilter } from "./filter-rule.ts";
import { type KeyedTable, keyOf } from "./table-keys.ts";

/** A Query or Scan, as a user means it. */
export interface Reading {
  readonly operation: "Query" | "Scan";
  readonly table: string;
  readonly index?: string | undefined;
  /** Of a Query. */
  readonly where?: Condition | undefined;
  readonly filter?: Condition | undefined;
  readonly select?: Projection | undefined;
  readonly descending?: boolean | undefined;
  readonly consistent?: boolean | undefined;
  /** Only how many there are. */
  readonly count?: boolean | undefined;
  /** Whether capacity is to be told of the table and each index. */
  readonly capacityByIndex?: boolean | undefined;
}

/** The input of the request, every name and value aliased; capacity is always asked for. */
export function readInput(reading: Reading): WireInput {
  const { table, index, where, filter, select } = reading;
  const aliases = new Aliases();
  const expressions = {
    ...(where && { KeyConditionExpression: renderCondition(where, aliases) }),
    ...(filter && { FilterExpression: renderCondition(filter, aliases) }),
    ...(select && { ProjectionExpression: renderProjection(select, aliases) }),
  };
  return {
    TableName: table,
    ...(index !== undefined && { IndexName: index }),
    ...expressions,
    ...aliases.members(),
    ...(reading.descending === true && { ScanIndexForward: false }),
    ...(reading.consistent === true && { ConsistentRead: true }),
    ...(reading.count === true && { Select: "COUNT" }),
    ReturnConsumedCapacity: reading.capacityByIndex === true ? "INDEXES" : "TOTAL",
  };
}

/** Text that is the same exactly for readings whose page tokens may stand for each other. */
export function readingIdentity(reading: Reading): string {
  const { operation, table, index, where, filter, descending } = reading;
  return JSON.stringify([operation, table, index, where, filter, descending === true]);
}

/** Throws a "usage" error for what DynamoDB would refuse about keys and indexes, in the table's words. */
export function checkReading(reading: Reading, table: KeyedTable): void {
  const key = keyOf(table, reading.index);
  const what = reading.index === undefined ? table.table : `index ${reading.index}`;
  if (reading.operation === "Query" && reading.filter) checkFilter(reading.filter, key, what);
  const isGlobal = table.indexes.some(({ name }) => name === reading.index);
  if (reading.consistent === true && isGlobal) {
    throw new DynError("usage", "a global index has no consistent reads", {
      hint: "leave out --consistent, or --index",
    });
  }
}
