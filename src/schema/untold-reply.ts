import { ReplyError } from "../dynamodb/errors.ts";

/** Whether a target does not know a call about a setting, or the caller may not make it. */
export function isUntold(error: unknown): boolean {
  return (
    error instanceof ReplyError &&
    (error.kind === "denied" || error.service.code === "UnknownOperationException")
  );
}
