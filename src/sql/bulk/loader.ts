import type { Engine } from "../../config/sql-settings.ts";
import { DynError } from "../../errors.ts";
import type { ServerConnection } from "../engine.ts";
import type { Loader } from "./batch.ts";
import type { BulkTable, OnConflict } from "./bulk-table.ts";
import { mysqlLoader } from "./mysql-loader.ts";
import { postgresLoader } from "./postgres-loader.ts";

/** The engine's own way to bring many rows into a table. Throws a "usage" error when rows cannot be told apart. */
export function bulkLoader(
  session: ServerConnection,
  engine: Engine,
  table: BulkTable,
  onConflict: OnConflict,
): Loader {
  if (onConflict !== "fail" && table.key.length === 0) {
    throw new DynError("usage", `${table.name} has no primary key to tell its rows by`, {
      hint: "give it one, or leave --on-conflict out",
    });
  }
  const load = engine === "postgres" ? postgresLoader : mysqlLoader;
  return load(session, table, onConflict);
}
