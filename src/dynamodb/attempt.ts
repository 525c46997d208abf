import { crc32 } from "node:zlib";
import type { ServiceError, Throttle } from "./client.ts";
import type { Safety } from "./idempotence.ts";
import { type NetworkFault, truncatedReply } from "./network-fault.ts";
import { TextBody } from "./reply-body.ts";
import { judge, parseServiceError, type Remedy } from "./service-error.ts";
import type { Incoming } from "./transport.ts";

/** How one attempt of a call ended. */
export type Attempt =
  | { readonly ok: true; readonly body: TextBody }
  | {
      readonly ok: false;
      readonly error: ServiceError;
      readonly remedy: Remedy;
      /** Whether the service may have applied it. */
      readonly mayHaveEffect: boolean;
      readonly throttle?: Throttle;
    };

const openingBrace = 0x7b;
const closingBrace = 0x7d;
const space = 0x20;

/** Sorts what came back for a request, or did not. */
export function attemptOf(result: Incoming | NetworkFault, safety: Safety): Attempt {
  if ("error" in result) return lost(result, safety);
  const { status, body } = result;
  if (result.crc32 !== undefined && crc32(body) !== Number(result.crc32)) {
    return lost(truncatedReply("the reply does not match its x-amz-crc32 checksum"), safety);
  }
  if (status !== 200) return refused(parseServiceError(status, body.toString("utf8")), safety);
  // Enough to tell DynamoDB from a web page; length and checksum guard what is between.
  const text = trimmed(body);
  if (text.length > 0 && text[0] !== openingBrace) return foreign(status, safety);
  if (text[text.length - 1] === closingBrace) return { ok: true, body: new TextBody(body) };
  return lost(truncatedReply("the reply ends in the middle"), safety);
}

/** The provider's own words may hold what a process printed or a URL: they stay in `cause`. */
export function withoutCredentials(cause: unknown): Attempt {
  const error = { code: "CredentialsUnavailable", message: "no usable AWS credentials", cause };
  return { ok: false, error, remedy: "none", mayHaveEffect: false };
}

function lost({ error, sent, retryable }: NetworkFault, safety: Safety): Attempt {
  const remedy = retryable ? "transient" : "none";
  return { ok: false, error, remedy, mayHaveEffect: sent && !safety.read };
}

function refused(error: ServiceError, safety: Safety): Attempt {
  const verdict = judge(error);
  return { ok: false, error, ...verdict, mayHaveEffect: verdict.mayHaveEffect && !safety.read };
}

/** A success that no DynamoDB sends: something else is listening there. */
function foreign(status: number, safety: Safety): Attempt {
  const error = { code: "InvalidReply", message: "the reply is not DynamoDB's", status };
  return { ok: false, error, remedy: "none", mayHaveEffect: !safety.read };
}

/** Some services end their JSON with a line break. */
function trimmed(body: Buffer): Buffer {
  let start = 0;
  let end = body.length;
  while (start < end && (body[start] ?? space) <= space) start += 1;
  while (start < end && (body[end - 1] ?? space) <= space) end -= 1;
  return end - start === body.length ? body : body.subarray(start, end);
}
