import { DynError, type ErrorKind } from "../errors.ts";
import type { Reply, ServiceError } from "./client.ts";

/** A call that did not end well. */
export type Unsuccessful = Exclude<Reply, { outcome: "ok" }>;

/** Where a call was sent, for messages: `http://127.0.0.1:8000`. */
export interface Origin {
  readonly origin: string;
}

/** A DynError that knows the service's own code and members, for callers who can say more. */
export class ReplyError extends DynError {
  readonly outcome: Unsuccessful["outcome"];
  readonly service: ServiceError;

  constructor(reply: Unsuccessful, kind: ErrorKind, message: string, hint: string | undefined) {
    super(kind, message, { hint, cause: reply.error.cause });
    this.name = "ReplyError";
    this.outcome = reply.outcome;
    this.service = reply.error;
  }
}

/**
 * What a user is told about a call. `doing` says what it was for, e.g. `Orders` or `put into Orders`.
 * Messages hold the service's words, never a credential.
 */
export function replyError(reply: Unsuccessful, doing: string, at?: Origin): ReplyError {
  const { code, message } = reply.error;
  const where = at?.origin ?? "DynamoDB";
  const explained = explain(code, message, doing, where);
  const doubt = reply.outcome === "unknown" ? "; it may or may not have been carried out" : "";
  return new ReplyError(reply, explained.kind, explained.text + doubt, explained.hint);
}

interface Explanation {
  readonly kind: ErrorKind;
  readonly text: string;
  readonly hint?: string;
}

const startOne = "start one with `dyn local start`, or name another with --target";
const checkNetwork =
  "check the endpoint, its network and --target; a longer requestTimeout may help";

function explain(code: string, message: string, doing: string, where: string): Explanation {
  const connection = (why: string, hint: string): Explanation => ({
    kind: "connection",
    text: `cannot reach ${where} (${why})`,
    hint,
  });
  const denied = (text: string, hint: string): Explanation => ({ kind: "denied", text, hint });
  const failed = (text: string, hint?: string): Explanation => ({
    kind: "failed",
    text: `${doing}: ${text}`,
    ...(hint !== undefined && { hint }),
  });
  switch (code) {
    case "ConnectionRefused":
      return connection("connection refused", startOne);
    case "HostNotFound":
      return connection("no such host", "check the spelling of the endpoint or the region");
    case "HostUnreachable":
    case "ConnectionDenied":
      return connection(message, checkNetwork);
    case "ConnectTimeout":
      return connection("no connection in time", checkNetwork);
    case "Timeout":
    case "ConnectionTimedOut":
      return connection("no reply in time", checkNetwork);
    case "ConnectionReset":
    case "ConnectionFailed":
    case "TruncatedReply":
      return connection("the connection broke", "try again");
    case "TlsFailed":
      return connection("it speaks no TLS", "use http:// for an endpoint without TLS");
    case "CertificateRejected":
      return connection(
        `its certificate is not trusted: ${message}`,
        "name the CA's file in NODE_EXTRA_CA_CERTS",
      );
    case "InvalidReply":
    case "Http301":
    case "Http302":
    case "Http404":
    case "Http405":
      return connection("what answers there is not DynamoDB", "check the endpoint of --target");
    case "Aborted":
      return { kind: "interrupted", text: `${doing}: interrupted` };
    case "CredentialsUnavailable":
      return denied(
        `${doing}: no usable AWS credentials`,
        "run `aws configure` or `aws sso login`, set AWS_PROFILE, or awsProfile in dyn.yaml",
      );
    case "AccessDeniedException":
      return denied(`${doing}: ${message}`, "ask for an IAM policy that allows it");
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
    case "SignatureDoesNotMatch":
    case "InvalidClientTokenId":
    case "MissingAuthenticationTokenException":
    case "IncompleteSignatureException":
    case "NotAuthorized":
    case "OptInRequired":
      return denied(
        `${doing}: the service does not accept the credentials (${code})`,
        "check that profile, region and account belong together",
      );
    case "ExpiredToken":
    case "ExpiredTokenException":
      return denied(`${doing}: the credentials have expired`, "sign in again: `aws sso login`");
    case "RequestTimeTooSkewed":
    case "RequestExpired":
    case "RequestInTheFuture":
      return denied(`${doing}: this machine's clock is wrong`, "set the clock");
    case "ResourceNotFoundException":
      return failed("no such table or index", "`dyn table list` shows what is there");
    case "ResourceInUseException":
      return failed(message, "wait until it is done: `dyn table wait`");
    case "ConditionalCheckFailedException":
      return failed("the condition does not hold; nothing was changed");
    case "ProvisionedThroughputExceededException":
    case "ThrottlingException":
    case "RequestLimitExceeded":
      return failed(`throttled (${message})`, "ask more slowly, or raise the table's capacity");
    case "InternalServerError":
    case "ServiceUnavailable":
    case "Http500":
    case "Http502":
    case "Http503":
    case "Http504":
      return failed(`the service failed (${message})`, "try again in a while");
    case "ItemCollectionSizeLimitExceededException":
      return failed(message, "an item collection of a table with local indexes holds 10 GB");
    default:
      return failed(message === "" ? code : message);
  }
}
