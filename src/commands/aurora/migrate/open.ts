import { withDatabase } from "../../../cli/open.ts";
import type { Session } from "../../../cli/session.ts";
import type { SqlConnection } from "../../../config/connection.ts";
import type { Engine } from "../../../config/sql-settings.ts";
import { DynError } from "../../../errors.ts";
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

/** Reads the folder first: its mistakes need no database. Ends soon after an interruption. */
export function withMigrations<T>(
  session: Session,
  { folder }: FolderOptions,
  use: (migrating: Migrating) => Promise<T>,
): Promise<T> {
  return withDatabase(session, async ({ address: { settings }, connection }) => {
    const { readMigrations } = await import("../../../sql/migrations/folder.ts");
    const { interruptible } = await import("../../../sql/migrations/interruption.ts");
    const { withSession } = await import("../../../sql/session.ts");
    const { engine } = settings;
    const { cwd, env } = session.context;
    const migrations = await readMigrations(folder, engine, cwd);
    return orInterrupted(session.signal, begun =>
      withSession(settings, env, database => {
        begun();
        const migrating = { migrations, engine, connection, database };
        return interruptible(database, session.signal, () => use(migrating));
      }),
    );
  });
}

/** Waits no longer, after the signal, for what has not begun. */
function orInterrupted<T>(signal: AbortSignal, act: (begun: () => void) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new DynError("interrupted", "interrupted"));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    const begun = () => signal.removeEventListener("abort", stop);
    void act(begun).then(resolve, reject).finally(begun);
  });
}
