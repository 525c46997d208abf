import type { Engine } from "../../config/sql-settings.ts";
import type { ServerConnection } from "../engine.ts";
import { ask } from "./ask.ts";

const currentSchema = {
  postgres: "SELECT current_schema()::text AS name",
  mysql: "SELECT DATABASE() AS name",
} as const satisfies Record<Engine, string>;

/** Where tables are made that name no schema; undefined where the session has no such place. */
export async function schemaOf(
  session: ServerConnection,
  engine: Engine,
): Promise<string | undefined> {
  const name = (await ask(session, currentSchema[engine]))[0]?.name;
  return typeof name === "string" ? name : undefined;
}

/**
 * What a file may have changed of its session is as it was, so that neither what is remembered of it
 * nor the next file suffers. A transaction that it has left open is committed, where it may have one.
 */
export async function restoreSession(
  session: ServerConnection,
  engine: Engine,
  { schema, transactional }: { schema: string | undefined; transactional: boolean },
): Promise<void> {
  if (!transactional) await ask(session, "COMMIT");
  if (engine === "postgres") {
    await ask(session, "RESET SESSION AUTHORIZATION");
    await ask(session, "RESET ALL");
    return;
  }
  await ask(session, "UNLOCK TABLES");
  if (schema !== undefined) await ask(session, `USE \`${schema.replaceAll("`", "``")}\``);
  await ask(session, restoreMysql);
}

/** Migrations are written for the server as it is, not for the modes of dyn's own statements. */
export const restoreMysql =
  "SET autocommit = 1, time_zone = '+00:00', sql_mode = DEFAULT, foreign_key_checks = DEFAULT, unique_checks = DEFAULT, sql_notes = DEFAULT";
