import type { SqlSettings } from "../config/sql-settings.ts";
import type { Database } from "./database.ts";

export interface DatabaseOptions {
  /** As the user named it. */
  readonly name: string;
  /** The most connections to an instance, where the settings do not say. */
  readonly maxConnections: number;
  /** Of the process, for passwords. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Opens a database; whoever opens it closes it. */
export async function openDatabase(
  settings: SqlSettings,
  options: DatabaseOptions,
): Promise<Database> {
  switch (settings.engine) {
    case "postgres":
      return (await import("./postgres/database.ts")).openPostgres(settings, options);
    case "mysql":
      return (await import("./mysql/database.ts")).openMysql(settings, options);
    default:
      return settings.engine satisfies never;
  }
}
