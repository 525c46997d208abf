import { cancellationCodes, isConflict } from "../../dynamodb/cancellation.ts";
import type { ServiceError } from "../../dynamodb/client.ts";

export { isConflict };

const conditionCode = "ConditionalCheckFailed";

/** The code that an outcome has; for a cancelled transaction with the distinct reasons, in order. */
export function codeOf(error: ServiceError): string {
  const reasons = [...new Set(cancellationCodes(error))];
  return reasons.length === 0 ? error.code : `TransactionCanceled: ${reasons.join(", ")}`;
}

/** Whether a condition of the request's own did not hold. */
export function isConditionFailure(error: ServiceError): boolean {
  if (error.code === `${conditionCode}Exception`) return true;
  return cancellationCodes(error).includes(conditionCode);
}
