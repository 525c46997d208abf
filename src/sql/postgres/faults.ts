import type { SqlFault } from "../database.ts";
import { connectionLost, faultOfNetwork, tookTooLong } from "../faults.ts";

/** A server error's code is its SQLSTATE. Source: PostgreSQL's appendix A. */
interface ServerError extends Error {
  readonly code: string;
  readonly severity: string;
}

const conflicts: ReadonlySet<string> = new Set(["40001", "40P01"]);
const readOnlyCode = "25006";
/** Shutdowns, restarts, a full server, a primary that is one no more, a plan whose table has changed. */
const transients: ReadonlySet<string> = new Set([
  "57P01",
  "57P02",
  "57P03",
  "57P05",
  "53300",
  readOnlyCode,
  "26000",
]);

/** A primary that became a standby says it of writes. */
export const readOnlyCodes: ReadonlySet<string> = new Set([readOnlyCode]);

export function faultOf(cause: unknown): SqlFault {
  if (isServerError(cause)) return faultOfServer(cause);
  if (cause instanceof Error && isLoss(cause)) return connectionLost(cause);
  const code = codeOf(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.startsWith("SASL: ")) {
    return { code: "PasswordRefused", message: message.slice(6), kind: "denied", cause };
  }
  if (message === noTls) return { code: "TlsRefused", message, kind: "denied", cause };
  return faultOfNetwork(cause) ?? { code: code ?? "Failed", message, kind: "other", cause };
}

/** Whether it is the last that the server itself says on this connection, and performs. */
export function endsSession(fault: SqlFault): boolean {
  const { code, cause } = fault;
  if (isOfTheWay(fault)) return false;
  if (code.startsWith("57P")) return true;
  // Some servers say it in their own language.
  return isServerError(cause) && (cause.severity === "FATAL" || cause.severity === "PANIC");
}

/**
 * Whether the server's error leaves open what became of the statement that it answers. It ended the
 * connection; what came before that in the same go, a commit among it, may have taken effect. A class
 * 08 is a pooler's word, which knows no better than we do.
 */
export function leavesDoubt(fault: SqlFault, performed: boolean): boolean {
  if (isOfTheWay(fault) || fault.code === "ConnectionLost") return true;
  return performed && endsSession(fault);
}

/** Whether a connection that this was said on can be used no more, or is better made anew. */
export function endsConnection(fault: SqlFault): boolean {
  const { code } = fault;
  if (isOfTheWay(fault) || code === "ConnectionLost" || code === "26000") return true;
  return endsSession(fault);
}

/** Class 08: of the connection, not of the statement. */
function isOfTheWay({ code, kind }: SqlFault): boolean {
  return code.startsWith("08") && kind === "transient";
}

function faultOfServer(cause: ServerError): SqlFault {
  const { code, message } = cause;
  // Also what a person cancels has this code.
  if (code === "57014" && !message.includes("user request")) return tookTooLong(message, cause);
  if (code === "0A000" && message.includes("cached plan")) {
    return { code: "26000", message, kind: "transient", cause };
  }
  // A standby begins no serializable transaction, whether or not it is to write.
  if (code === "0A000" && message.includes("hot standby")) {
    return { code: readOnlyCode, message, kind: "transient", cause };
  }
  // A cursor takes no WITH that writes, and is dyn's own.
  if (code === "0A000" && message.includes("data-modifying statements")) {
    const told = "cannot execute a WITH that writes in a read-only transaction";
    return { code: readOnlyCode, message: told, kind: "transient", cause };
  }
  // Values that are not as many as the statement's places; the connection is none the worse.
  if (code === "08P01" && cause.severity === "ERROR") {
    return { code, message, kind: "other", cause };
  }
  return { code, message, kind: kindOf(code), cause };
}

function kindOf(code: string): SqlFault["kind"] {
  if (conflicts.has(code)) return "conflict";
  if (transients.has(code) || code.startsWith("08")) return "transient";
  if (code.startsWith("28") || code === "42501") return "denied";
  return code.startsWith("23") ? "constraint" : "other";
}

const noTls = "The server does not support SSL connections";

function isLoss({ message }: Error): boolean {
  return /^(?:Connection terminated|Client (?:was closed|has encountered))/.test(message);
}

function isServerError(cause: unknown): cause is ServerError {
  return cause instanceof Error && "severity" in cause && typeof codeOf(cause) === "string";
}

function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}
