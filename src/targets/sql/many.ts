import type { Engine } from "../../config/sql-settings.ts";
import type { SqlStatement, SqlValue } from "../../sql/database.ts";
import type { SqlColumn } from "./columns.ts";
import { mysqlMany } from "./dialects/mysql-many.ts";
import { postgresMany } from "./dialects/postgres-many.ts";
import type { Values } from "./rows.ts";
import type { SqlTable } from "./tables.ts";

/** A statement with its values. */
export interface Filled {
  readonly statement: SqlStatement;
  readonly values: readonly SqlValue[];
}

/** One statement about several keys or rows, at least one. */
export type Many = (rows: readonly Values[]) => Filled;

/** How an engine takes many keys, or rows, at once. */
export interface Manner {
  /** Reads columns of the rows of up to so many keys, which differ. */
  read(table: SqlTable, columns: readonly SqlColumn[], most: number): Many;
  /** Stores rows, whose keys differ; `conflict` stands behind INSERT. */
  store(table: SqlTable, columns: readonly SqlColumn[], conflict: string): Many;
  /** The most values of one statement; Infinity where a list is one value. */
  readonly mostValues: number;
}

export const manners = {
  postgres: postgresMany,
  mysql: mysqlMany,
} as const satisfies Record<Engine, Manner>;
