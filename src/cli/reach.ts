import type { Connection } from "../config/connection.ts";
import { DynError } from "../errors.ts";
import type { Address } from "./address.ts";
import type { Session } from "./session.ts";

/**
 * Starts the embedded engine when the connection is one, and says so once; else finds the service.
 * A private engine ends with the work.
 */
export async function withAddress<T>(
  session: Session,
  connection: Connection,
  use: (address: Address) => Promise<T>,
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
    case "postgres-memory":
    case "postgres-local":
      throw new DynError("failed", `${connection.name} cannot be started`);
    case "sql":
      return use({ kind: "sql", settings: connection.settings });
    default:
      return connection satisfies never;
  }
}
