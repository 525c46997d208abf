import type { ServiceError } from "../../dynamodb/client.ts";

const cancelled = "TransactionCanceledException";
const conditionCode = "ConditionalCheckFailed";
const conflictCode = "TransactionConflict";
/** Reasons that pass by themselves, beside a conflict. */
const passing: ReadonlySet<string> = new Set([
  conflictCode,
  "ProvisionedThroughputExceeded",
  "ThrottlingError",
]);

/** The code that an outcome has; for a cancelled transaction with the distinct reasons, in order. */
export function codeOf(error: ServiceError): string {
  const reasons = error.code === cancelled ? [...new Set(reasonsOf(error))] : [];
  return reasons.length === 0 ? error.code : `TransactionCanceled: ${reasons.join(", ")}`;
}

/** Whether a condition of the request's own did not hold. */
export function isConditionFailure(error: ServiceError): boolean {
  if (error.code === `${conditionCode}Exception`) return true;
  return error.code === cancelled && reasonsOf(error).includes(conditionCode);
}

/** Whether another transaction was in the way, and nothing that would be so again. */
export function isConflict(error: ServiceError): boolean {
  if (error.code === `${conflictCode}Exception`) return true;
  if (error.code !== cancelled) return false;
  const reasons = reasonsOf(error);
  return reasons.includes(conflictCode) && reasons.every(reason => passing.has(reason));
}

/** Why a transaction's members were cancelled; those that only fell with others are left out. */
function reasonsOf({ details }: ServiceError): string[] {
  const reasons = details?.CancellationReasons;
  if (!Array.isArray(reasons)) return [];
  return reasons.flatMap((reason: unknown) => {
    if (typeof reason !== "object" || reason === null || !("Code" in reason)) return [];
    return typeof reason.Code === "string" && reason.Code !== "None" ? [reason.Code] : [];
  });
}
