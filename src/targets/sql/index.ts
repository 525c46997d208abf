import { openDatabase } from "../../sql/open.ts";
import { capabilities } from "../capabilities.ts";
import type { Place, TargetOptions } from "../registry.ts";
import type { Target } from "../target.ts";
import { sqlTarget } from "./target.ts";

/** PostgreSQL or MySQL as a target. It owns its database and closes it. */
export async function openSqlTarget(
  { settings, maxConnections, env }: Extract<Place, { kind: "sql" }>,
  { name }: TargetOptions,
): Promise<Target> {
  const database = await openDatabase(settings, { name, maxConnections, env });
  return sqlTarget(database, capabilities[settings.engine]);
}
