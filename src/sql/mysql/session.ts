import { connect as connectSocket, isIP, type Socket } from "node:net";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import { type Connection, createConnection, type SslOptions } from "mysql2";
import type { HostPort } from "../../config/sql-settings.ts";
import type { ConnectOptions } from "../engine.ts";

/** Statements prepared on a connection; the server has 16,382 for all of them. */
const maxPreparedStatements = 128;

/** The driver keeps what it reads of certificates by the object that names them. */
const sslOptions = new WeakMap<TlsOptions, SslOptions>();

/** A connection that is yet to log in. */
export function driverFor(options: ConnectOptions): Connection {
  const { endpoint, user, password, database, tls } = options;
  const connection = createConnection({
    host: endpoint.host,
    port: endpoint.port,
    stream: () => socketTo(endpoint),
    user,
    database,
    ...(password !== undefined && { password }),
    ...(tls && { ssl: sslOf(tls) }),
    // What IAM wants; TLS has verified by then who gets to see it.
    enableCleartextPlugin: tls !== undefined,
    // Whoever opens it watches the time for all of it.
    connectTimeout: 0,
    charset: "utf8mb4",
    rowsAsArray: true,
    decimalNumbers: false,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    maxPreparedStatements,
    // Rows that a write finds count, changed or not, as everywhere else.
    flags: ["FOUND_ROWS", "-LOCAL_FILES"],
    connectAttributes: { program_name: "dyn" },
  });
  // Else an error that nobody waits for would end the process.
  connection.on("error", () => {});
  return connection;
}

/** Rejects with the driver's errors. */
export function loggedIn(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect(error => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** What Node takes for the name to verify when the host is an address; else it would take `localhost`. */
interface NamedSocket extends Socket {
  _host?: string;
}

function socketTo({ host, port }: HostPort): Socket {
  const socket: NamedSocket = connectSocket({ host, port, noDelay: true, keepAlive: true });
  if (isIP(host) !== 0) socket._host = host;
  return socket;
}

function sslOf(tls: TlsOptions): SslOptions {
  const known = sslOptions.get(tls);
  if (known) return known;
  const { ca } = tls;
  const made: SslOptions = {
    ...(ca !== undefined && { ca: ca as string | string[] }),
    rejectUnauthorized: true,
    verifyIdentity: true,
  };
  sslOptions.set(tls, made);
  return made;
}

/** The driver's socket, for TLS the one above it. */
export function streamOf(driver: Connection): Socket {
  return (driver as unknown as { readonly stream: Socket }).stream;
}
