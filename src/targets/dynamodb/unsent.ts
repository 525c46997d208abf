import type { Reply } from "../../dynamodb/client.ts";
import { DynError } from "../../errors.ts";

/** @throws DynError when a request could not even be made, e.g. of a template that divides by zero. */
export function throwIfUnsent(reply: Reply): void {
  if (reply.outcome === "ok" || reply.error.code !== "InvalidRequest") return;
  if (reply.error.cause instanceof DynError) throw reply.error.cause;
}
