import { withDatabase } from "../../../cli/open.ts";
import type { Session } from "../../../cli/session.ts";
import type { SqlConnection } from "../../../config/connection.ts";
import type { Engine } from "../../../config/sql-settings.ts";
import type { ServerConnection } from "../../../sql/engine.ts";
import type { Migration } from "../../../sql/migrations/migration.ts";
import type { FolderOptions } from "./options.ts";

/** The files, and the database that they are for. */
export interface Migrating {
  readonly migrations: readonly Migration[];
  readonly engine: Engine;
  readonly connection: SqlConnection;
  readonly database: ServerConnection;
}

/** Reads the folder first: its mistakes need no database. */
export function withMigrations<T>(
  session: Session,
  { folder }: FolderOptions,
  use: (migrating: Migrating) => Promise<T>,
): Promise<T> {
  return withDatabase(session, async ({ address: { settings }, connection }) => {
    const { readMigrations } = await import("../../../sql/migrations/folder.ts");
    const { withSession } = await import("../../../sql/session.ts");
    const { engine } = settings;
    const { cwd, env } = session.context;
    const migrations = await readMigrations(folder, engine, cwd);
    return withSession(settings, env, database =>
      use({ migrations, engine, connection, database }),
    );
  });
}
