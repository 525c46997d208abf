import type { SqlSettings } from "../../config/sql-settings.ts";
import { DynError } from "../../errors.ts";
import type { Database } from "../database.ts";
import type { DatabaseOptions } from "../open.ts";

export function openMysql(settings: SqlSettings, { name }: DatabaseOptions): Promise<Database> {
  throw new DynError("failed", `${name}: no client for ${settings.engine}`);
}
