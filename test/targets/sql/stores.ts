import { describe } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import type { Database } from "../../../src/sql/database.ts";
import { openDatabase } from "../../../src/sql/open.ts";
import { capabilities } from "../../../src/targets/capabilities.ts";
import { sqlTarget } from "../../../src/targets/sql/target.ts";
import type { Target } from "../../../src/targets/target.ts";
import { freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { freshDatabase } from "../../support/postgres.ts";

/** A SQL database as a target, and by itself. */
export interface Store {
  readonly target: Target;
  readonly database: Database;
  close(): Promise<void>;
}

/** The same tests on each SQL store; those of one that this machine has not are skipped by its name. */
export function describeStores(
  what: string,
  tests: (open: () => Promise<Store>, engine: "postgres" | "mysql") => void,
): void {
  describe(`PostgreSQL: ${what}`, () => tests(() => storeOf(freshDatabase()), "postgres"));
  describe.skipIf(mariadbMissing)(`MariaDB: ${what}`, () =>
    tests(() => storeOf(freshMariadb()), "mysql"),
  );
}

async function storeOf(settled: Promise<SqlSettings>): Promise<Store> {
  const settings = await settled;
  const database = await openDatabase(settings, {
    name: "the-database",
    maxConnections: 16,
    env: {},
  });
  const target = sqlTarget(database, capabilities[settings.engine]);
  return { target, database, close: () => target.close() };
}
