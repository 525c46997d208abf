import type { ServiceError } from "./client.ts";

const cancelled = "TransactionCanceledException";
const conflictCode = "TransactionConflict";
/** Reasons that pass by themselves. */
const passing: ReadonlySet<string> = new Set([
  conflictCode,
  "ProvisionedThroughputExceeded",
  "ThrottlingError",
]);

/** What became of one member of a cancelled transaction; `None` fell with the others. */
export interface CancellationReason {
  readonly code: string;
  readonly message: string | undefined;
  /** The item that was there, as the service sent it, when the request asked for it. */
  readonly item: unknown;
}

/** Why a transaction was cancelled, in the order of its members; empty for any other error. */
export function cancellationReasons({ code, details }: ServiceError): CancellationReason[] {
  const reasons = code === cancelled ? details?.CancellationReasons : undefined;
  if (!Array.isArray(reasons)) return [];
  return reasons.map((reason: unknown) => {
    const { Code, Message, Item } = Object(reason) as Readonly<Record<string, unknown>>;
    return {
      code: typeof Code === "string" ? Code : "None",
      message: typeof Message === "string" ? Message : undefined,
      item: Item ?? undefined,
    };
  });
}

/** The codes of the members that did not only fall with others. */
export function cancellationCodes(error: ServiceError): string[] {
  return cancellationReasons(error).flatMap(({ code }) => (code === "None" ? [] : [code]));
}

/** Whether another transaction was in the way, and nothing that would be so again. */
export function isConflict(error: ServiceError): boolean {
  if (error.code === `${conflictCode}Exception`) return true;
  const codes = cancellationCodes(error);
  return codes.includes(conflictCode) && codes.every(code => passing.has(code));
}

/** Whether all that was in the way passes by itself: other transactions, and throttles. */
export function isPassing(error: ServiceError): boolean {
  const codes = cancellationCodes(error);
  return isConflict(error) || (codes.length > 0 && codes.every(code => passing.has(code)));
}
