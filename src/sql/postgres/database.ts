import type { SqlSettings } from "../../config/sql-settings.ts";
import { clientOf } from "../client.ts";
import type { Database } from "../database.ts";
import type { SqlEngine } from "../engine.ts";
import type { DatabaseOptions } from "../open.ts";
import { connect } from "./connection.ts";
import { faultOf, readOnlyCodes } from "./faults.ts";
import { describe } from "./instance.ts";

export const postgres: SqlEngine = {
  name: "postgres",
  // Up to its sync, the protocol makes them one.
  oneGoIsOne: true,
  connect,
  faultOf,
  readOnlyCodes,
  describe,
};

/** PostgreSQL, Aurora's too. */
export function openPostgres(settings: SqlSettings, options: DatabaseOptions): Database {
  return clientOf(postgres, settings, options);
}
