import type { SqlSettings } from "../../src/config/sql-settings.ts";
import { askMariadb, freshMariadb, mariadbMissing } from "./mariadb.ts";
import { askPostgres, freshDatabase } from "./postgres.ts";

/** A SQL database for tests of the whole program, and the way past it. */
export interface SqlStore {
  /** Why there is none on this machine. */
  readonly missing: string | undefined;
  /** A new, empty database. */
  readonly fresh: () => Promise<SqlSettings>;
  /** Rows for a statement, asked directly. */
  readonly ask: (settings: SqlSettings, statement: string) => Promise<unknown>;
  readonly quoted: (name: string) => string;
}

export const postgresStore: SqlStore = {
  missing: undefined,
  fresh: freshDatabase,
  ask: askPostgres,
  quoted: name => `"${name}"`,
};

/** With their names, for `describe.each`. */
export const sqlStores: readonly (readonly [string, SqlStore])[] = [
  ["PostgreSQL", postgresStore],
  [
    "MariaDB",
    {
      missing: mariadbMissing,
      fresh: freshMariadb,
      ask: askMariadb,
      quoted: name => `\`${name}\``,
    },
  ],
];
