import type { Connection } from "../config/connection.ts";
import type { Endpoint } from "../dynamodb/client.ts";
import { embeddedEndpoint, endpointFor } from "../dynamodb/connect.ts";
import type { Session } from "./session.ts";

/**
 * Starts the embedded engine when the connection is one, and says so once; else finds the service.
 * A private engine ends with the work.
 */
export async function withEndpoint<T>(
  session: Session,
  connection: Connection,
  maxConnections: number,
  use: (endpoint: Endpoint) => Promise<T>,
): Promise<T> {
  const { context } = session;
  switch (connection.kind) {
    case "memory": {
      const { startPrivate } = await import("../local/private.ts");
      const engine = await startPrivate(context);
      try {
        return await use(embeddedEndpoint(engine.endpoint, { maxConnections }));
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
      return use(embeddedEndpoint(engine.endpoint, { maxConnections }));
    }
    case "dynamodb":
      return use(await endpointFor(connection, { env: context.env, maxConnections }));
    default:
      return connection satisfies never;
  }
}
