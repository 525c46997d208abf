import {
  type Connection,
  type DynamoConnection,
  isSql,
  type SqlConnection,
} from "../config/connection.ts";
import type { Client, ClientName, Endpoint } from "../dynamodb/client.ts";
import { DynError } from "../errors.ts";
import type { Database } from "../sql/database.ts";
import type { Target } from "../targets/target.ts";
import type { Address, DynamoAddress, SqlAddress } from "./address.ts";
import type { Session } from "./session.ts";

/** A DynamoDB service that a command has reached. */
export interface Dynamo {
  readonly client: Client;
  readonly endpoint: Endpoint;
  readonly connection: DynamoConnection;
}

/** A SQL database that a command has opened. */
export interface OpenedDatabase {
  readonly database: Database;
  readonly address: SqlAddress;
  readonly connection: SqlConnection;
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
  /** What the user means, where a command has found that out already. */
  readonly connection?: Connection;
  /** Replicas that a PostgreSQL of dyn's own is to have at least. */
  readonly replicas?: number;
}

const defaultMaxConnections = 64;

/**
 * Somebody who waits at a terminal waits for what is loaded, too: the AWS SDK takes longer to load
 * than everything else of a query takes. `wire` passes the same conformance tests, and asks the same
 * provider chain for credentials.
 */
const defaultClient: ClientName = "wire";

/** Opens a client, `wire` unless told, on the target that the user means, and closes all of it afterwards. */
export async function withDynamo<T>(
  session: Session,
  use: (dynamo: Dynamo) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const connection = await connectionMeant(session, options);
  if (isSql(connection)) throw noDynamo(connection);
  return withAddressOf(session, connection, options, async address => {
    if (address.kind === "sql") throw noDynamo(connection);
    const endpoint = await endpointOf(session, address, options);
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

/** The same for a SQL database. */
export async function withDatabase<T>(
  session: Session,
  use: (opened: OpenedDatabase) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const connection = await connectionMeant(session, options);
  if (!isSql(connection)) throw noSql(connection);
  return withAddressOf(session, connection, options, async address => {
    if (address.kind !== "sql") throw noSql(connection);
    const { openDatabase } = await import("../sql/open.ts");
    const { maxConnections = defaultMaxConnections } = options;
    const { env } = session.context;
    const { name } = connection;
    const database = await openDatabase(address.settings, { name, maxConnections, env });
    try {
      return await use({ database, address, connection });
    } finally {
      await database.close();
    }
  });
}

/** The same for a Target. */
export async function withTarget<T>(
  session: Session,
  use: (opened: Opened) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const connection = await connectionMeant(session, options);
  return withAddressOf(session, connection, options, async address => {
    const { openTarget } = await import("../targets/registry.ts");
    const { placeAt } = await import("./address.ts");
    const { client = defaultClient, maxConnections = defaultMaxConnections } = options;
    const place = await placeAt(address, { env: session.context.env, maxConnections });
    const target = await openTarget(place, { name: connection.name, client });
    try {
      return await use({ target, connection, address });
    } finally {
      await target.close();
    }
  });
}

async function connectionMeant(
  { context, flags }: Session,
  { fallback, connection }: OpenOptions,
): Promise<Connection> {
  if (connection !== undefined) return connection;
  const { connectionOf } = await import("../config/resolve.ts");
  return connectionOf(context, flags.target, fallback);
}

async function withAddressOf<T>(
  session: Session,
  connection: Connection,
  { replicas }: OpenOptions,
  use: (address: Address) => Promise<T>,
): Promise<T> {
  const { withAddress } = await import("./reach.ts");
  return withAddress(session, connection, use, replicas === undefined ? {} : { replicas });
}

async function endpointOf(
  session: Session,
  address: DynamoAddress,
  { maxConnections = defaultMaxConnections }: OpenOptions,
): Promise<Endpoint> {
  const { endpointAt } = await import("./address.ts");
  return endpointAt(address, { env: session.context.env, maxConnections });
}

function noDynamo({ name }: Connection): DynError {
  return new DynError("usage", `${name} is a SQL database, and this command is for DynamoDB`, {
    hint: "dyn aurora query reads it, dyn stress run puts a load on it",
  });
}

function noSql({ name }: Connection): DynError {
  return new DynError("usage", `${name} is no SQL database`, {
    hint: "name one with --target: postgres:local, a postgres:// or mysql:// URL, or a name from dyn.yaml",
  });
}
