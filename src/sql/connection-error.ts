import type { HostPort, SqlSettings } from "../config/sql-settings.ts";
import { DynError, type ErrorKind } from "../errors.ts";
import type { SqlFault } from "./database.ts";

/** Why a database could not be asked, as a user is told it; nothing of it is secret. */
export function connectionError(
  fault: SqlFault,
  settings: SqlSettings,
  { host, port }: HostPort = settings.writer,
): DynError {
  const where = `${settings.user}@${host}:${port}/${settings.database}`;
  return faultError(fault, where, settings.tls.kind !== "off");
}

/**
 * A fault for those who cannot count it as an outcome; nothing of it is secret.
 * @param where what was asked, as the user knows it
 */
export function faultError(fault: SqlFault, where: string, encrypted = true): DynError {
  const { code, message, kind, cause } = fault;
  if (cause instanceof DynError) return cause;
  if (code === "Aborted") return new DynError("interrupted", "interrupted");
  const said = `${where}: ${message}${message.includes(code) ? "" : ` (${code})`}`;
  return new DynError(kindOf(code, kind), said, { hint: hintFor(code, encrypted), cause });
}

function kindOf(code: string, kind: SqlFault["kind"]): ErrorKind {
  if (kind === "denied") return "denied";
  return kind === "transient" || unknownDatabase.has(code) ? "connection" : "failed";
}

const unknownDatabase: ReadonlySet<string> = new Set(["3D000", "ER_BAD_DB_ERROR"]);
const refusedLogin: ReadonlySet<string> = new Set([
  "28P01",
  "28000",
  "PasswordRefused",
  "ER_ACCESS_DENIED_ERROR",
]);

function hintFor(code: string, encrypted: boolean): string | undefined {
  if (unknownDatabase.has(code)) return "create the database, or name one that is there";
  if (refusedLogin.has(code)) {
    return `check user and password${encrypted ? "" : "; the server may want TLS: tls=require"}`;
  }
  switch (code) {
    case "ConnectionRefused":
      return "is the server started, and is this its port?";
    case "HostNotFound":
      return "check the host's name";
    case "ConnectTimeout":
    case "HostUnreachable":
      return "check host and port, and that security groups let this machine in";
    case "CertificateRejected":
      return "ca: names the file of certificates to trust; tls=off does without, on loopback";
    case "TlsRefused":
    case "TlsFailed":
      return "the server speaks no TLS: enable it there, or say tls=off where the network is safe";
    case "25006":
    case "ER_OPTION_PREVENTS_STATEMENT":
      return "name the instance that writes; this one only reads, as replicas do";
    case "PoolExhausted":
      return "raise pool.max, or put less load on it";
    default:
      return undefined;
  }
}
