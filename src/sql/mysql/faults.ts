import type { SqlFault } from "../database.ts";
import { connectionLost, faultOfNetwork, tookTooLong } from "../faults.ts";

/** An error of the driver: the server's with its number, the network's with Node's. */
interface DriverError extends Error {
  readonly code?: string;
  readonly errno?: number;
}

type Kind = SqlFault["kind"];

/** By MySQL's and MariaDB's numbers. Source: their references of error messages. */
const kinds: ReadonlyMap<number, Kind> = new Map(
  Object.entries({
    // Deadlock, lock wait time-out, a record changed since it was read, NOWAIT, given up at commit.
    conflict: [1213, 1205, 1020, 3572, 3101],
    // Too many connections, of all or of the user; shutdown; killed; a writer that is one no more.
    transient: [1040, 1203, 1226, 1053, 1077, 1079, 1927, 1290, 1836, 4031],
    // The account, or what it may do; TLS that the server insists on.
    denied: [
      1044, 1045, 1129, 1130, 1142, 1143, 1227, 1251, 1370, 1698, 1820, 1862, 3118, 3159, 4151,
    ],
    // Duplicates, NULLs, foreign keys, checks.
    constraint: [1022, 1048, 1062, 1216, 1217, 1451, 1452, 1557, 1586, 1761, 1762, 3819, 4025],
  } satisfies Partial<Record<Kind, readonly number[]>>).flatMap(([kind, numbers]) =>
    numbers.map(number => [number, kind as Kind] as const),
  ),
);

/** MariaDB's numbers that mean something else to MySQL, by which the driver names them. */
const mariadbNames: ReadonlyMap<number, string> = new Map([
  [1927, "ER_CONNECTION_KILLED"],
  [4025, "ER_CONSTRAINT_FAILED"],
  [4151, "ER_ACCOUNT_HAS_BEEN_LOCKED"],
]);

/** Said of many an option, of which one makes a server read-only. */
const optionPrevents = 1290;
const readOnlyOption = /read[-_]only/i;

/** `max_statement_time` of MariaDB, `max_execution_time` of MySQL. */
const timeouts: ReadonlySet<number> = new Set([1969, 3024]);

/** Said by a server that goes away, or closes the connection. */
const farewells: ReadonlySet<string> = new Set([
  "ER_SERVER_SHUTDOWN",
  "ER_NORMAL_SHUTDOWN",
  "ER_SHUTDOWN_COMPLETE",
  "ER_CONNECTION_KILLED",
  "ER_CLIENT_INTERACTION_TIMEOUT",
]);

/** Whether a connection that this was said on can be used no more. */
export function endsConnection({ code }: SqlFault): boolean {
  return code === "ConnectionLost" || farewells.has(code);
}

/** Whether it leaves open what became of what was sent. Only a commit is past the point where the server would undo it. */
export function leavesDoubt({ code }: SqlFault, committing: boolean): boolean {
  return code === "ConnectionLost" || (committing && farewells.has(code));
}

/** What ends a transaction, or leaves the half of one: nothing else is to be done in it. */
export function endsTransaction({ kind }: SqlFault): boolean {
  return kind === "conflict";
}

/** A writer that became a reader says it of writes. */
export const readOnlyCodes: ReadonlySet<string> = new Set([
  "ER_OPTION_PREVENTS_STATEMENT",
  "ER_READ_ONLY_MODE",
]);

export function faultOf(cause: unknown): SqlFault {
  if (!isDriverError(cause)) {
    return { code: "Failed", message: String(cause), kind: "other", cause };
  }
  // Node's own numbers are negative; before the hand-shake, a server gives no SQLSTATE.
  if (cause.errno !== undefined && cause.errno > 0) return faultOfServer(cause);
  const { code = "Failed", message } = cause;
  switch (code) {
    case "ConnectTimeout":
      return { code, message, kind: "transient", cause };
    case "PROTOCOL_CONNECTION_LOST":
      return connectionLost(cause);
    case "HANDSHAKE_NO_SSL_SUPPORT":
      return { code: "TlsRefused", message: "the server speaks no TLS", kind: "denied", cause };
    case "HANDSHAKE_SSL_ERROR":
      return faultOfTls(cause);
    case "AUTH_SWITCH_PLUGIN_ERROR":
    case "MYSQL_CLEAR_PASSWORD_NOT_ENABLED":
      return { code: "PasswordRefused", message: inClear(code, message), kind: "denied", cause };
    default:
      return faultOfNetwork(cause) ?? lostOr({ code, message, kind: "other", cause });
  }
}

function inClear(code: string, message: string): string {
  if (code !== "MYSQL_CLEAR_PASSWORD_NOT_ENABLED") return message;
  return "the server asks for the password in plain text, which goes over TLS only";
}

function faultOfServer(cause: DriverError): SqlFault {
  const { errno = 0, message } = cause;
  if (timeouts.has(errno)) return tookTooLong(message, cause);
  const code = mariadbNames.get(errno) ?? cause.code ?? `ER_${errno}`;
  const kind =
    errno === optionPrevents && !readOnlyOption.test(message) ? "other" : kinds.get(errno);
  return { code, message, kind: kind ?? "other", cause };
}

/** The driver keeps no code of what went wrong in a hand-shake of TLS. */
function faultOfTls(cause: DriverError): SqlFault {
  const { message } = cause;
  if (/certificate|issuer|altnames/i.test(message)) {
    return { code: "CertificateRejected", message, kind: "denied", cause };
  }
  if (/disconnected|ECONNRESET|EPIPE/.test(message)) return connectionLost(cause);
  return { code: "TlsFailed", message, kind: "denied", cause };
}

/** The driver's own words for a connection that was lost before. */
function lostOr(fault: SqlFault): SqlFault {
  return /closed state/.test(fault.message) ? connectionLost(fault.cause) : fault;
}

function isDriverError(cause: unknown): cause is DriverError {
  return cause instanceof Error;
}
