import { isServerProcess, type ServerProcess } from "../state.ts";

export interface PostgresProcess extends ServerProcess {
  readonly port: number;
}

/** What is known of the shared PostgreSQL, for commands that come later; it outlives the servers. */
export interface PostgresState {
  /** False until all servers are known to answer. */
  readonly ready: boolean;
  readonly password: string;
  /** The primary first; none: they were stopped. */
  readonly servers: readonly PostgresProcess[];
}

export function isPostgresState(value: unknown): value is PostgresState {
  if (typeof value !== "object" || value === null) return false;
  const { ready, password, servers } = value as Record<string, unknown>;
  return (
    typeof ready === "boolean" &&
    typeof password === "string" &&
    Array.isArray(servers) &&
    servers.every(server => isServerProcess(server) && "port" in server && isPort(server.port))
  );
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
}
