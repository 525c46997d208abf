import type { SqlSettings } from "../../config/sql-settings.ts";
import { DynError } from "../../errors.ts";
import { clientOf } from "../client.ts";
import type { Database } from "../database.ts";
import type { SqlEngine } from "../engine.ts";
import type { DatabaseOptions } from "../open.ts";
import { connect } from "./connection.ts";
import { faultOf, readOnlyCodes } from "./faults.ts";
import { describe } from "./instance.ts";

export const mysql: SqlEngine = {
  name: "mysql",
  oneGoIsOne: false,
  connect,
  faultOf,
  readOnlyCodes,
  describe,
};

/** MySQL or MariaDB. Throws a DynError "usage" for what its protocol has not. */
export async function openMysql(
  settings: SqlSettings,
  options: DatabaseOptions,
): Promise<Database> {
  if (settings.pipelining) {
    throw new DynError("usage", `${options.name}: MySQL's protocol has no pipelining`, {
      hint: "leave `pipelining` out; PostgreSQL alone has it",
    });
  }
  return clientOf(mysql, settings, options);
}
