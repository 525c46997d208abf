import { type CallOptions, call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import type { OperationName } from "../../dynamodb/request.ts";
import type { Step } from "../plan/plan.ts";

/** How a call of the control plane ended, as far as something can be done about it. */
export type Performed =
  | { readonly kind: "done" }
  /** Nothing happened, and the same call may be taken later; `why` in words. */
  | { readonly kind: "busy"; readonly why: string }
  /** It may or may not have been carried out. */
  | { readonly kind: "unknown"; readonly error: ReplyError }
  /** One of AWS's rules on how often a setting may change forbids it for hours or days. */
  | { readonly kind: "held"; readonly error: ReplyError }
  /** The target does not have what it asks for. */
  | { readonly kind: "missing"; readonly feature: string }
  /** The target takes no such change. */
  | { readonly kind: "refused"; readonly error: ReplyError };

/** Sends a step. Throws what nothing can be done about: no permission, no connection, an interrupt. */
export async function perform(
  client: Client,
  { operation, input, what }: Step,
  options: CallOptions,
): Promise<Performed> {
  try {
    await call(client, operation, input, options);
    return { kind: "done" };
  } catch (error) {
    const ended = error instanceof ReplyError ? endOf(error, operation, what) : undefined;
    if (ended === undefined) throw error;
    return ended;
  }
}

function endOf(error: ReplyError, operation: OperationName, what: string): Performed | undefined {
  if (error.kind === "interrupted") return undefined;
  if (error.outcome === "unknown") return { kind: "unknown", error };
  const { code, message } = error.service;
  switch (code) {
    case "ContinuousBackupsUnavailableException":
      // Backups of a new table become available a moment after the table does.
      return { kind: "busy", why: "enabling backups" };
    case "LimitExceededException":
    case "ThrottlingException":
      return isWindow(message) ? { kind: "held", error } : { kind: "busy", why: message };
    case "ResourceInUseException":
    // Right after CreateTable, other calls may not know the table yet.
    case "ResourceNotFoundException":
    case "TableNotFoundException":
      return { kind: "busy", why: message };
    case "UnknownOperationException":
      return { kind: "missing", feature: features[operation] ?? what };
    case "ValidationException":
      return { kind: isWindow(message) ? "held" : "refused", error };
    default:
      return undefined;
  }
}

/** `Update to PayPerRequest mode are limited to once in 1 day(s)`, `modified multiple times within a fixed interval`. */
function isWindow(message: string): boolean {
  return /\bare limited (to|within)\b|within a fixed interval/i.test(message);
}

const features: Partial<Record<OperationName, string>> = {
  UpdateTable: "changes of a table",
  UpdateTimeToLive: "time to live",
  UpdateContinuousBackups: "point-in-time recovery",
  UpdateContributorInsights: "contributor insights",
  TagResource: "tags",
  UntagResource: "tags",
};
