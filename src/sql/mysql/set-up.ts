import type { Connection } from "mysql2";
import type { Rows } from "../database.ts";
import { performText, type QueryEnd } from "./query.ts";
import { loggedIn } from "./session.ts";

/** What differs between the servers that speak MySQL's protocol. */
export interface Flavour {
  readonly kind: "mysql" | "mariadb";
  /** Of transactions that say nothing of it. */
  readonly isolation: string;
}

/** The server's own modes, and names in double quotes and no value cut short, as the SQL that dyn writes wants them. */
const sessionText =
  "SET SESSION sql_mode = CONCAT_WS(',', NULLIF(@@sql_mode, ''), 'ANSI_QUOTES,STRICT_ALL_TABLES'), " +
  "time_zone = '+00:00', autocommit = 1, net_write_timeout = 3600";

/** MariaDB and MySQL have different names for the same. */
const flavourText =
  "SHOW VARIABLES WHERE Variable_name IN ('version', 'tx_isolation', 'transaction_isolation')";

/** Logs in and sets the session up. Rejects with the driver's errors. */
export async function setUp(driver: Connection): Promise<Flavour> {
  await loggedIn(driver);
  must(await performText(driver, sessionText));
  const { rows } = must(await performText(driver, flavourText));
  const said = new Map(rows.map(([name, value]) => [name, String(value)]));
  return {
    kind: /mariadb/i.test(said.get("version") ?? "") ? "mariadb" : "mysql",
    isolation: said.get("transaction_isolation") ?? said.get("tx_isolation") ?? "",
  };
}

function must(end: QueryEnd): Rows {
  if (end.ok) return end.rows;
  throw end.error;
}
