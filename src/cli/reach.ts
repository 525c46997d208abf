import type { Connection } from "../config/connection.ts";
import type { Endpoint } from "../dynamodb/client.ts";
import { embeddedEndpoint, endpointFor } from "../dynamodb/connect.ts";
import type { Session } from "./session.ts";

/** An endpoint, and how to let go of what was started for it. */
export interface Reached {
  readonly endpoint: Endpoint;
  release(): Promise<void>;
}

/** Starts the embedded engine when the connection is one, and says so once; else finds the service. */
export async function reach(
  session: Session,
  connection: Connection,
  maxConnections: number,
): Promise<Reached> {
  const { context } = session;
  switch (connection.kind) {
    case "memory": {
      const { startPrivate } = await import("../local/private.ts");
      const engine = await startPrivate(context);
      return {
        endpoint: embeddedEndpoint(engine.endpoint, { maxConnections }),
        release: () => engine.close(),
      };
    }
    case "local": {
      const { sharedEngine } = await import("../local/shared.ts");
      const engine = await sharedEngine(context).ensure();
      if (engine.started) {
        await session.notice(
          `started the embedded engine at ${engine.endpoint.origin} (dyn local stop ends it)`,
        );
      }
      return {
        endpoint: embeddedEndpoint(engine.endpoint, { maxConnections }),
        release: async () => {},
      };
    }
    case "dynamodb": {
      const endpoint = await endpointFor(connection, { env: context.env, maxConnections });
      return { endpoint, release: async () => {} };
    }
    default:
      return connection satisfies never;
  }
}
