import type { Connection } from "../config/connection.ts";
import type { Target } from "../targets/target.ts";
import type { DynamoOptions } from "./dynamo.ts";
import type { Session } from "./session.ts";

/** A store that a command has opened for bulk work or a load. */
export interface Opened {
  readonly target: Target;
  readonly connection: Connection;
}

/**
 * Resolves the target, starts the embedded engine if it is one, and closes all of it afterwards.
 * The client is `wire` unless told.
 */
export async function withTarget<T>(
  session: Session,
  use: (opened: Opened) => Promise<T>,
  options: DynamoOptions = {},
): Promise<T> {
  const { connectionOf } = await import("../config/resolve.ts");
  const connection = await connectionOf(session.context, session.flags.target, options.fallback);
  const { reach } = await import("./reach.ts");
  const { openTarget } = await import("../targets/registry.ts");
  const reached = await reach(session, connection, options.maxConnections ?? 64);
  try {
    const target = await openTarget(reached.endpoint, {
      name: connection.name,
      client: options.client ?? "wire",
    });
    try {
      return await use({ target, connection });
    } finally {
      await target.close();
    }
  } finally {
    await reached.release();
  }
}
