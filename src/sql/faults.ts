import { networkFault } from "../dynamodb/network-fault.ts";
import type { SqlFault } from "./database.ts";
import type { Reply } from "./engine.ts";

/** Nothing came back any more. */
export function connectionLost(cause?: unknown): SqlFault {
  return {
    code: "ConnectionLost",
    message: "the connection was lost",
    kind: "transient",
    ...(cause !== undefined && { cause }),
  };
}

/** The server itself said that it took too long, and ended it. */
export function tookTooLong(message: string, cause?: unknown): SqlFault {
  return { code: "Timeout", message, kind: "other", ...(cause !== undefined && { cause }) };
}

/** Not even the server's own time-out was heard of. */
export function noReply(timeoutMs: number): SqlFault {
  return { code: "Timeout", message: `no reply within ${timeoutMs} ms`, kind: "transient" };
}

export function aborted(): SqlFault {
  return { code: "Aborted", message: "the call was aborted", kind: "other" };
}

export function poolExhausted(max: number, waitedMs: number): SqlFault {
  return {
    code: "PoolExhausted",
    message: `none of ${max} connections was free within ${waitedMs} ms`,
    kind: "other",
  };
}

export function clientClosed(): SqlFault {
  return { code: "ClientClosed", message: "the client was closed", kind: "other" };
}

/** As an opening rejects that has taken too long; `faultOfNetwork` knows it. */
export class ConnectTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`no connection within ${timeoutMs} ms`);
  }
}

/** What Node says of a connection that could not be made, or did not last; undefined when it is none of it. */
export function faultOfNetwork(cause: unknown): SqlFault | undefined {
  if (!(cause instanceof Error)) return undefined;
  if (cause instanceof ConnectTimeout) {
    return { code: "ConnectTimeout", message: cause.message, kind: "transient" };
  }
  const { error, retryable } = networkFault(cause, false);
  const { code, message } = error;
  if (code === "ConnectionFailed") return undefined;
  const lost = code === "ConnectionReset" || code === "ConnectionTimedOut";
  return {
    code: lost ? "ConnectionLost" : code,
    message,
    kind: retryable ? "transient" : "denied",
    cause,
  };
}

/** A reply to what was never sent. */
export function unsent(fault: SqlFault): Reply {
  return { ok: false, fault, effect: "none" };
}
