import type { SqlValue } from "../../sql/database.ts";
import type { Scope } from "../../template/scope.ts";
import { canonicalNumber } from "../../values/number.ts";
import type { SqlColumn } from "./columns.ts";
import { MemberScope } from "./member-scope.ts";

/** What columns have in one row, in their order. */
export type Values = readonly SqlValue[];

/** What comes of each item of a batch. */
export function eachOf<Made>(scope: Scope, make: (each: Scope) => Made): readonly Made[] {
  const own = new MemberScope(scope);
  return (scope.indexes ?? []).map((_, member) => make(own.at(member)));
}

/**
 * Positions of rows of which no later one has the same key, in one order for all batches: two that
 * write the same rows then wait for each other at most once.
 */
export function lastOfEachKey(
  rows: readonly (Values | undefined)[],
  columns: readonly SqlColumn[],
  key: readonly SqlColumn[],
): readonly number[] {
  const last = new Map<string, number>();
  for (const [position, row] of rows.entries()) {
    if (row !== undefined) last.set(keyTextOf(row, columns, key), position);
  }
  const sorted = [...last].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, position]) => position);
}

/** A text that two rows share exactly when they have the same key. */
export function keyTextOf(
  row: Values,
  columns: readonly SqlColumn[],
  key: readonly SqlColumn[],
): string {
  return JSON.stringify(key.map(column => comparable(row[columns.indexOf(column)], column)));
}

function comparable(value: SqlValue | undefined, { kind }: SqlColumn): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return kind === "N" && typeof value === "string" ? canonicalNumber(value) : value;
}
