import type { SqlSettings } from "../config/sql-settings.ts";
import type { Environment } from "../dynamodb/credentials.ts";
import { connectionError } from "./connection-error.ts";
import type { ServerConnection, SqlEngine } from "./engine.ts";
import { faultOfOpening, openerOf } from "./opener.ts";
import { loginsOf } from "./password.ts";

/**
 * One connection to the writer, for work that belongs together, such as migrations: nothing is
 * retried on it. Throws a DynError when it cannot be opened.
 */
export async function withSession<T>(
  settings: SqlSettings,
  env: Environment,
  use: (session: ServerConnection) => Promise<T>,
): Promise<T> {
  const session = await open(settings, env);
  try {
    return await use(session);
  } finally {
    if (session.usable) await session.end();
    else session.destroy();
  }
}

async function open(settings: SqlSettings, env: Environment): Promise<ServerConnection> {
  const engine = await engineOf(settings);
  const logins = loginsOf(settings, env);
  try {
    return await openerOf(engine, settings, logins, settings.writer)();
  } catch (error) {
    throw connectionError(faultOfOpening(engine, error, logins.advice), settings);
  }
}

async function engineOf({ engine }: SqlSettings): Promise<SqlEngine> {
  switch (engine) {
    case "postgres":
      return (await import("./postgres/database.ts")).postgres;
    case "mysql":
      return (await import("./mysql/database.ts")).mysql;
    default:
      return engine satisfies never;
  }
}
