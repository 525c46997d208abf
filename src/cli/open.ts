import type { Connection } from "../config/connection.ts";
import type { Client, ClientName, Endpoint } from "../dynamodb/client.ts";
import type { Target } from "../targets/target.ts";
import type { Address } from "./address.ts";
import type { Session } from "./session.ts";

/** A DynamoDB service that a command has reached. */
export interface Dynamo {
  readonly client: Client;
  readonly endpoint: Endpoint;
  readonly connection: Connection;
}

/** A store that a command has opened for bulk work or a load. */
export interface Opened {
  readonly target: Target;
  readonly connection: Connection;
  /** Where it is, for others that are to open it, too. */
  readonly address: Address;
}

export interface OpenOptions {
  readonly client?: ClientName;
  /** The target when neither flag, environment nor dyn.yaml names one. */
  readonly fallback?: "local" | "memory";
  /** The most connections. */
  readonly maxConnections?: number;
}

const defaultMaxConnections = 64;

/**
 * Somebody who waits at a terminal waits for what is loaded, too: the AWS SDK takes longer to load
 * than everything else of a query takes. `wire` passes the same conformance tests, and asks the same
 * provider chain for credentials.
 */
const defaultClient: ClientName = "wire";

/** Opens a client, `wire` unless told, on the target that the user means, and closes all of it afterwards. */
export function withDynamo<T>(
  session: Session,
  use: (dynamo: Dynamo) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  return withConnection(session, options, async (endpoint, connection) => {
    const { told } = await import("./told.ts");
    const name = options.client ?? defaultClient;
    const { kept } = session.context;
    if (kept) {
      const client = told(await kept.client(connection.name, endpoint, name), session);
      return use({ client, endpoint, connection });
    }
    const { connect } = await import("../dynamodb/connect.ts");
    const client = told(await connect(endpoint, name), session);
    try {
      return await use({ client, endpoint, connection });
    } finally {
      await client.close();
    }
  });
}

/** The same for a Target. */
export function withTarget<T>(
  session: Session,
  use: (opened: Opened) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  return withConnection(session, options, async (endpoint, connection, address) => {
    const { openTarget } = await import("../targets/registry.ts");
    const client = options.client ?? defaultClient;
    const target = await openTarget(endpoint, { name: connection.name, client });
    try {
      return await use({ target, connection, address });
    } finally {
      await target.close();
    }
  });
}

async function withConnection<T>(
  session: Session,
  { fallback, maxConnections = defaultMaxConnections }: OpenOptions,
  use: (endpoint: Endpoint, connection: Connection, address: Address) => Promise<T>,
): Promise<T> {
  const { connectionOf } = await import("../config/resolve.ts");
  const connection = await connectionOf(session.context, session.flags.target, fallback);
  const { withAddress } = await import("./reach.ts");
  const { endpointAt } = await import("./address.ts");
  return withAddress(session, connection, async address => {
    const endpoint = await endpointAt(address, { env: session.context.env, maxConnections });
    return use(endpoint, connection, address);
  });
}
