import type { Connection } from "../config/connection.ts";
import type { Client, ClientName, Endpoint } from "../dynamodb/client.ts";
import type { Session } from "./session.ts";

/** A DynamoDB service that a command has reached. */
export interface Dynamo {
  readonly client: Client;
  readonly endpoint: Endpoint;
  readonly connection: Connection;
}

export interface DynamoOptions {
  /** `sdk` at human rate (the default), `wire` for bulk work. */
  readonly client?: ClientName;
  /** The target when neither flag, environment nor dyn.yaml names one. */
  readonly fallback?: "local" | "memory";
  /** The most connections; 64 unless told. */
  readonly maxConnections?: number;
}

/** Resolves the target, starts the embedded engine if it is one, and closes all of it afterwards. */
export async function withDynamo<T>(
  session: Session,
  use: (dynamo: Dynamo) => Promise<T>,
  options: DynamoOptions = {},
): Promise<T> {
  const { connectionOf } = await import("../config/resolve.ts");
  const connection = await connectionOf(session.context, session.flags.target, options.fallback);
  const { reach } = await import("./reach.ts");
  const { connect } = await import("../dynamodb/connect.ts");
  const reached = await reach(session, connection, options.maxConnections ?? 64);
  try {
    const client = await connect(reached.endpoint, options.client ?? "sdk");
    try {
      return await use({ client, endpoint: reached.endpoint, connection });
    } finally {
      await client.close();
    }
  } finally {
    await reached.release();
  }
}
