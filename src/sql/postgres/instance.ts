import type { Cell } from "../database.ts";
import type { ServerConnection, Told } from "../engine.ts";

/** What kind of session another user's is, not everybody is told; only clients have both user and database. */
const about = `SELECT 'PostgreSQL ' || current_setting('server_version'), pg_is_in_recovery(),
  (SELECT count(*) FROM pg_stat_activity WHERE num_nulls(datid, usesysid) = 0
    AND coalesce(backend_type, 'client backend') = 'client backend'),
  current_setting('max_connections'), to_regproc('aurora_replica_status') IS NOT NULL`;

const aboutAurora = `SELECT aurora_version(), (SELECT round(replica_lag_in_msec)
  FROM aurora_replica_status() WHERE server_id = aurora_db_instance_identifier())`;

const ownPosition = "SELECT pg_current_wal_lsn()";

/**
 * One that has replayed all is not behind, however long ago the last transaction was. Null for one that
 * is, and has replayed no transaction yet.
 */
const ownLag = `SELECT CASE WHEN pg_last_wal_replay_lsn() >= $1::pg_lsn THEN 0
  WHEN pg_last_xact_replay_timestamp() IS NOT NULL THEN
  greatest(0, round(1000 * extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()))) END`;

/** Rejects with pg's own errors. */
export async function describe(connection: ServerConnection, writer?: Told): Promise<Told> {
  const [version, readOnly, connections, maxConnections, aurora] = await ask(connection, about);
  const told = {
    version: String(version),
    readOnly: readOnly === true,
    lagMs: null,
    connections: numberOf(connections),
    maxConnections: numberOf(maxConnections),
    position: null,
  };
  if (aurora === true) {
    const [release, lag] = await ask(connection, aboutAurora);
    const lagMs = told.readOnly ? numberOf(lag) : null;
    return { ...told, version: `${version} (Aurora ${release})`, lagMs };
  }
  if (!told.readOnly) {
    const [position = null] = await ask(connection, ownPosition);
    return { ...told, position: position === null ? null : String(position) };
  }
  if (!writer?.position) return told;
  const [lag] = await ask(connection, ownLag, [writer.position]);
  return { ...told, lagMs: numberOf(lag) };
}

async function ask(
  connection: ServerConnection,
  text: string,
  values: readonly string[] = [],
): Promise<readonly Cell[]> {
  const reply = await connection.run({ text, readOnly: true }, values);
  if (reply.ok) return reply.rows.rows[0] ?? [];
  throw reply.fault.cause ?? new Error(reply.fault.message);
}

function numberOf(cell: Cell | undefined): number | null {
  return typeof cell === "string" ? Number(cell) : null;
}
