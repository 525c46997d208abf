import type { ServiceError, Throttle } from "./client.ts";

/** What may help a failed attempt: nothing, waiting, or mending the clock or the credentials first. */
export type Remedy = "none" | "transient" | "throttle" | "clock" | "credentials";

/** What an error reply of the service says about the request. */
export interface Verdict {
  readonly remedy: Remedy;
  /** Whether the request may have been applied all the same. */
  readonly mayHaveEffect: boolean;
  readonly throttle?: Throttle;
}

/** Source: `@smithy/service-error-classification`, and DynamoDB's "Error handling" guide. */
const throttlingCodes: ReadonlySet<string> = new Set([
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingError",
  "ThrottlingException",
  "TooManyRequestsException",
]);

const transientCodes: ReadonlySet<string> = new Set([
  "ReplicatedWriteConflictException",
  "RequestTimeout",
  "RequestTimeoutException",
]);

const clockCodes: ReadonlySet<string> = new Set([
  "RequestTimeTooSkewed",
  "RequestExpired",
  "RequestInTheFuture",
]);

/** Reads the body of an error reply; what is no JSON becomes a code made of the status. */
export function parseServiceError(status: number, body: string): ServiceError {
  const { __type: type, message, Message, ...details } = parseObject(body);
  const code = typeof type === "string" ? (type.split("#").at(-1) ?? type) : `Http${status}`;
  const said = [message, Message].find(candidate => typeof candidate === "string");
  return {
    code,
    message: typeof said === "string" && said !== "" ? said : `HTTP status ${status}`,
    status,
    ...(Object.keys(details).length > 0 && { details }),
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return { ...parsed };
  } catch {
    // A proxy's HTML page, or nothing at all.
  }
  return {};
}

/** Sorts an error that the service replied with. */
export function judge(error: ServiceError): Verdict {
  const { code, status = 0 } = error;
  const throttle = throttleOf(error);
  if (throttlingCodes.has(code) || status === 429) {
    return { remedy: "throttle", mayHaveEffect: false, throttle: throttle ?? { reason: code } };
  }
  if (code === "TransactionCanceledException") {
    return { remedy: "none", mayHaveEffect: false, ...(throttle && { throttle }) };
  }
  if (code === "ExpiredTokenException" || code === "ExpiredToken") {
    return { remedy: "credentials", mayHaveEffect: false };
  }
  if (isClockError(error)) return { remedy: "clock", mayHaveEffect: false };
  // The first attempt with this token is still at work, and may yet succeed.
  if (code === "TransactionInProgressException")
    return { remedy: "transient", mayHaveEffect: true };
  if (transientCodes.has(code)) return { remedy: "transient", mayHaveEffect: false };
  // A write that got a 5xx may have been applied (DynamoDB guide, "Error handling").
  if (status >= 500) return { remedy: "transient", mayHaveEffect: true };
  return { remedy: "none", mayHaveEffect: false };
}

function isClockError({ code, message }: ServiceError): boolean {
  return (
    clockCodes.has(code) ||
    (code === "InvalidSignatureException" &&
      /signature (?:expired|not yet current)|skew/i.test(message))
  );
}

/** The first reason that DynamoDB names, in an error of its own or within a cancelled transaction. */
function throttleOf({ details }: ServiceError): Throttle | undefined {
  const {
    ThrottlingReasons: own,
    throttlingReasons,
    CancellationReasons: cancelled,
  } = {
    ...details,
  };
  for (const entry of [own, throttlingReasons].flatMap(entries)) {
    const reason = entry.reason ?? entry.Reason;
    const resource = entry.resource ?? entry.Resource;
    if (typeof reason !== "string") continue;
    return typeof resource === "string" ? { reason, resource } : { reason };
  }
  for (const { Code } of entries(cancelled)) {
    if (typeof Code === "string" && throttlingCodes.has(throttlingCode(Code))) {
      return { reason: Code };
    }
  }
  return undefined;
}

/** Cancellation reasons name errors without the suffix: `ProvisionedThroughputExceeded`. */
function throttlingCode(code: string): string {
  return throttlingCodes.has(code) ? code : `${code}Exception`;
}

function entries(list: unknown): Record<string, unknown>[] {
  if (!Array.isArray(list)) return [];
  return list.filter(
    (entry): entry is Record<string, unknown> => typeof entry === "object" && entry !== null,
  );
}
