import type { Cell } from "../database.ts";
import type { ServerConnection, Told } from "../engine.ts";

const variablesText =
  "SHOW GLOBAL VARIABLES WHERE Variable_name IN " +
  "('version', 'version_comment', 'read_only', 'innodb_read_only', 'max_connections', 'aurora_version', 'aurora_server_id')";
const connectionsText = "SHOW GLOBAL STATUS LIKE 'Threads_connected'";
const auroraLagText =
  "SELECT replica_lag_in_milliseconds AS Lag FROM information_schema.replica_host_status " +
  "WHERE server_id = ? AND session_id <> 'MASTER_SESSION_ID'";
/** In the words of today, and those of MySQL before 8.0.22 and MariaDB before 10.5. */
const replicaTexts = ["SHOW REPLICA STATUS", "SHOW SLAVE STATUS"] as const;
const secondsColumns: ReadonlySet<string> = new Set([
  "Seconds_Behind_Source",
  "Seconds_Behind_Master",
]);

/** What an instance tells of itself. Throws what ended the asking. */
export async function describe(connection: ServerConnection): Promise<Told> {
  const variables = pairs(must(await ask(connection, variablesText)));
  const status = pairs(must(await ask(connection, connectionsText)));
  const aurora = variables.get("aurora_version");
  const version = [
    `${variables.get("version")}`,
    ...(aurora === undefined ? [] : [`(Aurora ${aurora})`]),
  ];
  const serverId = variables.get("aurora_server_id");
  return {
    version: version.join(" "),
    readOnly: isOn(variables.get("read_only")) || isOn(variables.get("innodb_read_only")),
    lagMs: await (serverId === undefined
      ? replicaLagMs(connection)
      : auroraLagMs(connection, serverId)),
    connections: numberOf(status.get("Threads_connected")),
    maxConnections: numberOf(variables.get("max_connections")),
    position: null,
  };
}

type Table = readonly Readonly<Record<string, Cell>>[];

/** Undefined where the server refuses to tell. */
type Asked = { readonly table: Table } | { readonly refusal: unknown };

async function ask(
  connection: ServerConnection,
  text: string,
  values: readonly string[] = [],
): Promise<Asked> {
  const reply = await connection.run({ text, readOnly: true }, values);
  if (!reply.ok) return { refusal: reply.fault.cause ?? new Error(reply.fault.message) };
  const { columns, rows } = reply.rows;
  return {
    table: rows.map(row =>
      Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])),
    ),
  };
}

function must(asked: Asked): Table {
  if ("table" in asked) return asked.table;
  throw asked.refusal;
}

function pairs(table: Table): ReadonlyMap<string, string> {
  return new Map(table.map(row => [String(row.Variable_name), String(row.Value)]));
}

/** MariaDB 12 has more words for it than `ON`. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && !/^(?:OFF|0)$/i.test(value);
}

function numberOf(value: Cell | undefined): number | null {
  return typeof value === "string" && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : null;
}

/** Aurora's replicas have the writer's own storage, and tell how far their caches are behind. */
async function auroraLagMs(connection: ServerConnection, serverId: string): Promise<number | null> {
  const asked = await ask(connection, auroraLagText, [serverId]);
  return "table" in asked ? numberOf(asked.table[0]?.Lag) : null;
}

/** To the second; null for what replicates from nowhere, has stopped, or may not tell. */
async function replicaLagMs(connection: ServerConnection): Promise<number | null> {
  for (const text of replicaTexts) {
    const asked = await ask(connection, text);
    if (!("table" in asked)) continue;
    const [name] = Object.keys(asked.table[0] ?? {}).filter(column => secondsColumns.has(column));
    const seconds = name === undefined ? null : numberOf(asked.table[0]?.[name]);
    return seconds === null ? null : seconds * 1000;
  }
  return null;
}
