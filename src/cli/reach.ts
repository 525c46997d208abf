import type { Connection } from "../config/connection.ts";
import type { Address } from "./address.ts";
import type { Session } from "./session.ts";

export interface ReachOptions {
  /** Replicas that a PostgreSQL of dyn's own is to have at least. */
  readonly replicas?: number;
}

/**
 * Starts the embedded engine when the connection is one, and says so once; else finds the service.
 * A private engine ends with the work.
 */
export async function withAddress<T>(
  session: Session,
  connection: Connection,
  use: (address: Address) => Promise<T>,
  options: ReachOptions = {},
): Promise<T> {
  const { context } = session;
  switch (connection.kind) {
    case "memory": {
      const own = await context.kept?.memory?.();
      if (own) return use({ kind: "embedded", url: own.href });
      const { startPrivate } = await import("../local/private.ts");
      const engine = await startPrivate(context);
      try {
        return await use({ kind: "embedded", url: engine.endpoint.href });
      } finally {
        await engine.close();
      }
    }
    case "local": {
      const { sharedEngine } = await import("../local/shared.ts");
      const engine = await sharedEngine(context).ensure();
      if (engine.started) {
        await session.notice(
          `started the embedded engine at ${engine.endpoint.origin} (dyn local stop ends it)`,
        );
      }
      return use({ kind: "embedded", url: engine.endpoint.href });
    }
    case "dynamodb": {
      const { endpoint, ...settings } = connection;
      const url = endpoint === undefined ? {} : { url: endpoint.href };
      return use({ kind: "service", settings, ...url });
    }
    case "postgres-memory": {
      const { startPrivatePostgres } = await import("../local/postgres/private.ts");
      const server = await startPrivatePostgres(context, options);
      try {
        return await use({ kind: "sql", settings: server.settings });
      } finally {
        await server.close();
      }
    }
    case "postgres-local": {
      const { sharedPostgres } = await import("../local/postgres/shared.ts");
      const server = await sharedPostgres(context).ensure(options);
      if (server.started) {
        const { host, port } = server.settings.writer;
        const end = "dyn local stop -t postgres:local ends it";
        await session.notice(`started PostgreSQL at ${host}:${port} (${end})`);
      }
      return use({ kind: "sql", settings: server.settings });
    }
    case "sql":
      return use({ kind: "sql", settings: connection.settings });
    default:
      return connection satisfies never;
  }
}
