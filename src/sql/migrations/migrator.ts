import { Kysely, Migrator } from "kysely";
import type { Engine } from "../../config/sql-settings.ts";
import { DynError } from "../../errors.ts";
import type { ServerConnection } from "../engine.ts";
import { ask, StatementError } from "./ask.ts";
import { sessionDialect } from "./dialect.ts";
import {
  type Begun,
  checksumTable,
  compareNames,
  createChecksumTable,
  readHistory,
} from "./history.ts";
import { mustGoOn } from "./interruption.ts";
import { type LockOptions, withLock } from "./lock.ts";
import type { Migration, MigrationFile } from "./migration.ts";
import { performDown, performUp } from "./perform.ts";
import { mustFit } from "./refusal.ts";
import { restoreMysql, schemaOf } from "./session-state.ts";
import { statusOf } from "./status.ts";

export interface MigrateOptions extends LockOptions {
  readonly engine: Engine;
  readonly migrations: readonly Migration[];
  readonly allowOutOfOrder: boolean;
  readonly onBegin: (migration: Migration) => void;
  /** Told of each one that is done, and how long it took. */
  readonly onDone: (migration: Migration, elapsedMs: number) => void;
}

/** Which migrations, of those that could be applied or taken back now, in order. */
export type Choose = (possible: readonly Migration[]) => readonly Migration[];

/**
 * Applies those that are not applied yet, each in a transaction of its own where the engine has such
 * for DDL. Throws a DynError; what was done before stays, and was told.
 */
export function migrateUp(
  session: ServerConnection,
  options: MigrateOptions,
  choose: Choose,
): Promise<void> {
  return withHistory(session, options, async history => {
    const pending = options.migrations.filter(
      ({ name }) => !history.applied.some(applied => applied.name === name),
    );
    for (const migration of choose(pending)) {
      const begun = history.begun.find(({ name }) => name === migration.name);
      await step(session, options, migration, "up", begun);
    }
  });
}

/** Takes the last ones back. Throws a "usage" error, before any is, for one that cannot be. */
export function migrateDown(
  session: ServerConnection,
  options: MigrateOptions,
  choose: Choose,
): Promise<void> {
  return withHistory(session, options, async ({ applied }) => {
    const last = applied
      .toReversed()
      .flatMap(({ name }) => options.migrations.find(migration => migration.name === name) ?? []);
    const chosen = choose(last);
    for (const migration of chosen) mustBeReversible(migration);
    for (const migration of chosen) await step(session, options, migration, "down", undefined);
  });
}

async function withHistory(
  session: ServerConnection,
  options: MigrateOptions,
  use: (history: Awaited<ReturnType<typeof readHistory>>) => Promise<void>,
): Promise<void> {
  const { engine, migrations } = options;
  try {
    if (engine === "mysql") await ask(session, restoreMysql);
    await withLock(session, engine, options, async () => {
      const history = await readHistory(session, engine);
      mustFit(statusOf(migrations, history), options);
      await ask(session, createChecksumTable);
      await use(history);
    });
  } catch (error) {
    throw error instanceof StatementError ? serverError(error) : error;
  }
}

/** One migration by Kysely, which keeps the table of those that are applied. */
async function step(
  session: ServerConnection,
  options: MigrateOptions,
  migration: Migration,
  direction: "up" | "down",
  begun: Begun | undefined,
): Promise<void> {
  const { engine, migrations, onBegin, onDone, signal } = options;
  mustGoOn(signal);
  onBegin(migration);
  const startMs = performance.now();
  const file = direction === "up" ? migration.up : migration.down;
  const schema = await schemaOf(session, engine);
  const place = { session, engine, schema, signal };
  const kyselyMigration = (each: Migration) => ({
    up: () => performUp(place, each, begun),
    down: () => performDown(place, each, mustBeReversible(each)),
  });
  const migrator = new Migrator({
    db: new Kysely({ dialect: sessionDialect(engine, session) }),
    provider: {
      getMigrations: async () =>
        Object.fromEntries(migrations.map(each => [each.name, kyselyMigration(each)])),
    },
    nameComparator: compareNames,
    ...(schema !== undefined && { migrationTableSchema: schema }),
    // Whether the order holds was asked before, of what Kysely does not know: an earlier exception.
    allowUnorderedMigrations: true,
    disableTransactions: file?.transactional !== true,
  });
  const { error } =
    direction === "up" ? await migrator.migrateTo(migration.name) : await migrator.migrateDown();
  if (error !== undefined) throw error;
  onDone(migration, performance.now() - startMs);
}

function mustBeReversible({ name, down }: Migration): MigrationFile {
  if (down !== undefined) return down;
  throw new DynError("usage", `nothing says how to take ${name} back`, {
    hint: `write it into ${name}.down.sql, or make a new migration that undoes it`,
  });
}

/** Of statements of dyn's own, such as those on its table. */
function serverError({ fault }: StatementError): DynError {
  const kind = fault.kind === "denied" ? "denied" : "failed";
  const hint =
    kind === "denied" ? `the user must be allowed to create ${checksumTable}` : undefined;
  return new DynError(kind, `${fault.message} [${fault.code}]`, { hint, cause: fault.cause });
}
