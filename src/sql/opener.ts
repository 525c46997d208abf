import type { HostPort, SqlSettings } from "../config/sql-settings.ts";
import { DynError } from "../errors.ts";
import type { SqlFault } from "./database.ts";
import type { ServerConnection, SqlEngine } from "./engine.ts";
import type { Logins } from "./password.ts";
import { type Verification, verificationOf } from "./tls.ts";

/** Opens connections to one instance, each with what it logs in with by then. */
export function openerOf(
  engine: SqlEngine,
  settings: SqlSettings,
  logins: Logins,
  endpoint: HostPort,
): () => Promise<ServerConnection> {
  const { database, tls: wanted, pool } = settings;
  let verification: Promise<Verification | undefined> | undefined;
  const isDenied = (cause: unknown) => faultOfOpening(engine, cause).kind === "denied";
  return async () => {
    verification ??= verificationOf(wanted, endpoint.host);
    const tls = await verification;
    const { connectTimeoutMs } = pool;
    const common = { endpoint, database, connectTimeoutMs, ...(tls && { tls }) };
    return logins.connect(endpoint, login => engine.connect({ ...common, ...login }), isDenied);
  };
}

/** What AWS or a file is to blame for is told as it was; who is not let in, is told what to look at. */
export function faultOfOpening(engine: SqlEngine, cause: unknown, advice?: string): SqlFault {
  if (cause instanceof DynError) {
    const kind = cause.kind === "connection" ? "transient" : "denied";
    return { code: "LoginFailed", message: cause.message, kind, cause };
  }
  const fault = engine.faultOf(cause);
  if (advice === undefined || fault.kind !== "denied" || /^(?:Tls|Cert)/.test(fault.code)) {
    return fault;
  }
  return { ...fault, message: `${fault.message} (${advice})` };
}
