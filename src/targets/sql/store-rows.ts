import type { Entity } from "../../scenario/scenario.ts";
import type { Scope } from "../../template/scope.ts";
import type { SqlColumn } from "./columns.ts";
import type { Dialect } from "./dialect.ts";
import { type Filled, manners } from "./many.ts";
import { putItem, replacement } from "./put.ts";
import { lastOfEachKey, type Values } from "./rows.ts";
import { valuesOf } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";

/** Stores an entity's items, each in place of the one that was there, several by one statement. */
export interface RowStore {
  /** The most rows of one statement. */
  readonly most: number;
  /** @throws DynError, or TypeMismatch, for what the item's template gives */
  rowOf(scope: Scope): Values;
  /** Positions of the rows of which no later one has the same key. */
  distinct(rows: readonly (Values | undefined)[]): readonly number[];
  /** Of rows whose keys differ, at least one. */
  fill(rows: readonly Values[]): Filled;
}

/** Throws a DynError for an attribute that the table has no column for. */
export function rowStore(entity: Entity, table: SqlTable, dialect: Dialect): RowStore {
  const item = putItem(entity, table, dialect);
  const columns: readonly SqlColumn[] = item.given.map(({ column }) => column);
  const slots = item.given.map(({ slot }) => slot);
  const manner = manners[dialect.engine];
  const conflict = dialect.onConflict(table.key, replacement(item), undefined);
  return {
    most: Math.min(mostRows, Math.floor(manner.mostValues / columns.length)),
    rowOf: scope => valuesOf({ slots }, scope),
    distinct: rows => lastOfEachKey(rows, columns, table.key),
    fill: manner.store(table, columns, conflict),
  };
}

const mostRows = 500;
