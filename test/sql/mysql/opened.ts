import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import type { Answer, Cell, Database, Rows, SqlValue } from "../../../src/sql/database.ts";
import { openMysql } from "../../../src/sql/mysql/database.ts";
import { freshMariadb } from "../../support/mariadb.ts";

/** A database of its own on the worker's MariaDB, and short words to ask it. */
export interface Opened {
  readonly database: Database;
  readonly settings: SqlSettings;
  /** A statement that is prepared on each connection. */
  prepared(text: string, ...values: readonly SqlValue[]): Promise<Rows>;
  /** A statement that is sent once. */
  once(text: string, ...values: readonly SqlValue[]): Promise<Rows>;
  /** The rows of a statement. */
  cells(text: string, ...values: readonly SqlValue[]): Promise<readonly (readonly Cell[])[]>;
  answer(text: string, ...values: readonly SqlValue[]): Promise<Answer>;
}

export async function withMariadb(
  use: (opened: Opened) => Promise<void>,
  change: (settings: SqlSettings) => Partial<SqlSettings> = () => ({}),
): Promise<void> {
  const fresh = await freshMariadb();
  const settings = { ...fresh, ...change(fresh) };
  const database = await openMysql(settings, { name: "shop", maxConnections: 4, env: {} });
  const ask = async (name: string | undefined, text: string, values: readonly SqlValue[]) => {
    const statement = { text, readOnly: false, ...(name !== undefined && { name }) };
    return database.run(statement, values);
  };
  const must = (answer: Answer): Rows => {
    if (answer.outcome === "ok") return answer.rows;
    throw new Error(`${answer.fault.code}: ${answer.fault.message}`);
  };
  try {
    await use({
      database,
      settings,
      prepared: async (text, ...values) => must(await ask(text, text, values)),
      once: async (text, ...values) => must(await ask(undefined, text, values)),
      cells: async (text, ...values) => must(await ask(text, text, values)).rows,
      answer: (text, ...values) => ask(text, text, values),
    });
  } finally {
    await database.close();
  }
}
