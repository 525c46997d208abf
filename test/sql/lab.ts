import type { SqlSettings } from "../../src/config/sql-settings.ts";
import type { Database, SqlStatement } from "../../src/sql/database.ts";
import { openDatabase } from "../../src/sql/open.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

/** A database of its own, reached through a proxy, and directly by who checks what became of it. */
export interface Lab {
  readonly database: Database;
  /** Past the proxy. */
  readonly truth: Database;
  readonly proxy: TcpProxy;
  /** A second way to the same server, where `readers` were asked for. */
  readonly reader: TcpProxy;
  readonly settings: SqlSettings;
  /** The first cell of the first row, read past the proxy. */
  value(text: string): Promise<unknown>;
}

/** In place of `?`, PostgreSQL has `$1`, `$2`. */
export function statementFor(
  { engine }: Database,
  text: string,
  options: Partial<SqlStatement> = {},
): SqlStatement {
  let n = 0;
  const numbered = () => {
    n += 1;
    return `$${n}`;
  };
  const own = engine === "postgres" ? text.replaceAll("?", numbered) : text;
  return { text: own, readOnly: /^\s*select/i.test(text), ...options };
}

export async function withLab(
  fresh: () => Promise<SqlSettings>,
  change: Partial<SqlSettings> & { readonly replicated?: boolean },
  use: (lab: Lab) => Promise<void>,
): Promise<void> {
  const { replicated = false, ...changed } = change;
  const direct = await fresh();
  const proxy = await startTcpProxy(direct.writer);
  const reader = await startTcpProxy(direct.writer);
  const { host, port } = proxy;
  const readers = replicated ? [{ host: reader.host, port: reader.port }] : [];
  const settings = { ...direct, writer: { host, port }, readers, ...changed };
  const options = { name: "shop", maxConnections: 8, env: {} };
  const database = await openDatabase(settings, options);
  const truth = await openDatabase({ ...direct, readers: [] }, options);
  const value = async (text: string) => {
    const answer = await truth.run({ text, readOnly: true }, []);
    if (answer.outcome !== "ok") throw new Error(answer.fault.message);
    return answer.rows.rows[0]?.[0];
  };
  try {
    await use({ database, truth, proxy, reader, settings, value });
  } finally {
    await Promise.all([database.close(), truth.close()]);
    await Promise.all([proxy.close(), reader.close()]);
  }
}
