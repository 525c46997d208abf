import type { ServiceError } from "./client.ts";

/** A request that got no full reply. */
export interface NetworkFault {
  readonly error: ServiceError;
  /** Whether any byte of it may have reached the service. */
  readonly sent: boolean;
  /** Whether another attempt might go better. */
  readonly retryable: boolean;
}

const connectCodes: Readonly<Record<string, string>> = {
  ECONNREFUSED: "ConnectionRefused",
  ENOTFOUND: "HostNotFound",
  EAI_AGAIN: "HostNotFound",
  EHOSTUNREACH: "HostUnreachable",
  ENETUNREACH: "HostUnreachable",
  EACCES: "ConnectionDenied",
  EPERM: "ConnectionDenied",
};

const lostCodes: Readonly<Record<string, string>> = {
  ECONNRESET: "ConnectionReset",
  EPIPE: "ConnectionReset",
  ECONNABORTED: "ConnectionReset",
  ETIMEDOUT: "ConnectionTimedOut",
};

/** Node's codes of certificates that do not hold, as OpenSSL names them. */
const certificateCode =
  /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH)/;

/** Codes of Node's own HTTP parser; a head that only stops too early is a truncated one. */
const notHttpCode = /^HPE_(?!INVALID_EOF_STATE)/;

/** Codes of faults that a while later may be over, of those that this module makes. */
const passingCodes: ReadonlySet<string> = new Set([
  "ConnectTimeout",
  "ConnectionFailed",
  "ConnectionRefused",
  "ConnectionReset",
  "ConnectionTimedOut",
  "HostNotFound",
  "HostUnreachable",
  "Timeout",
  "TruncatedReply",
]);

/** Whether the connection may be better a while later. */
export function isPassing({ code }: ServiceError): boolean {
  return passingCodes.has(code);
}

/** Whether an error tells by itself that no connection was made. */
export function isConnectError(cause: unknown): boolean {
  const { code, message } = describe(cause);
  return (
    Object.hasOwn(connectCodes, code) ||
    certificateCode.test(code) ||
    message.startsWith("connect ")
  );
}

/** Sorts an error of the operating system or of TLS; `sent` tells how far the request had come. */
export function networkFault(cause: unknown, sent: boolean): NetworkFault {
  const { code: osCode, message } = describe(cause);
  if (certificateCode.test(osCode)) {
    return fault("CertificateRejected", message, { sent, retryable: false, cause });
  }
  if (/^ERR_SSL|^EPROTO/.test(osCode)) {
    return fault("TlsFailed", message, { sent, retryable: false, cause });
  }
  if (notHttpCode.test(osCode)) return malformedReply(message);
  const refused = connectCodes[osCode];
  if (refused !== undefined && !sent) {
    return fault(refused, message, { sent: false, retryable: true, cause });
  }
  const code = lostCodes[osCode] ?? refused ?? "ConnectionFailed";
  return fault(code, message, { sent, retryable: true, cause });
}

export function connectTimeout(host: string, timeoutMs: number): NetworkFault {
  const message = `${host} accepted no connection within ${timeoutMs} ms`;
  return fault("ConnectTimeout", message, { sent: false, retryable: true });
}

/** Our own time-out, as opposed to the operating system's `ConnectionTimedOut`. */
export function requestTimeout(timeoutMs: number, sent: boolean): NetworkFault {
  const message = `no reply within ${timeoutMs} ms`;
  return fault("Timeout", message, { sent, retryable: true });
}

export function truncatedReply(message: string, cause?: unknown): NetworkFault {
  return fault("TruncatedReply", message, { sent: true, retryable: true, cause });
}

export function connectionClosed(sent: boolean): NetworkFault {
  const message = "the connection was closed before a reply came";
  return fault("ConnectionReset", message, { sent, retryable: true });
}

/** What answers speaks no HTTP that we know. */
export function malformedReply(message: string): NetworkFault {
  return fault("InvalidReply", message, { sent: true, retryable: false });
}

export function clientClosed(sent: boolean): NetworkFault {
  return fault("ClientClosed", "the client was closed", { sent, retryable: false });
}

export function aborted(sent: boolean): NetworkFault {
  return fault("Aborted", "the call was aborted", { sent, retryable: false });
}

function fault(
  code: string,
  message: string,
  { sent, retryable, cause }: { sent: boolean; retryable: boolean; cause?: unknown },
): NetworkFault {
  const error = cause === undefined ? { code, message } : { code, message, cause };
  return { error, sent, retryable };
}

/** An AggregateError of happy eyeballs has no message; its first error does. */
function describe(cause: unknown): { code: string; message: string } {
  if (cause instanceof AggregateError && cause.errors.length > 0) return describe(cause.errors[0]);
  if (!(cause instanceof Error)) return { code: "", message: String(cause) };
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return { code, message: cause.message };
}
