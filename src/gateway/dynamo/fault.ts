import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import { isMissingTable } from "../../schema/missing-table.ts";
import { Problem } from "../problem.ts";
import { unknownTable } from "../unknown-table.ts";

/** Seconds after which a try may do better. */
const retryAfter = 1;

const throttlingCodes: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
]);

const slowCodes: ReadonlySet<string> = new Set(["Timeout", "ConnectTimeout", "ConnectionTimedOut"]);

/** What is the caller's: a request that DynamoDB refuses. */
const refusalCodes: ReadonlySet<string> = new Set(["ValidationException"]);

/** The caller has gone: nobody reads this. */
class Abandoned extends Problem {
  constructor(cause: unknown) {
    super(503, "backend-unavailable", "the request was given up before it was answered", { cause });
  }
}

/** What the end of a call is to callers; it says nothing of where DynamoDB is, nor of who asks it. */
export function backendProblem(
  error: unknown,
  { caller, isOver }: { readonly caller: AbortSignal | undefined; readonly isOver: boolean },
): unknown {
  if (error instanceof Problem) return error;
  if (caller?.aborted) return new Abandoned(error);
  if (isOver) return tooSlow(error);
  if (!(error instanceof DynError)) return error;
  if (!(error instanceof ReplyError)) return unavailable(error);
  const { code, message } = error.service;
  if (isMissingTable(error)) return unknownTable();
  if (throttlingCodes.has(code)) {
    return new Problem(429, "throttled", "DynamoDB throttles the table's reads", {
      fix: "ask again after Retry-After, and more slowly",
      retryAfter,
      cause: error,
    });
  }
  if (slowCodes.has(code)) return tooSlow(error);
  if (refusalCodes.has(code)) return refusal(message, error);
  return unavailable(error);
}

/** Whether it speaks against DynamoDB's health: not throttles, nor what is of one caller or table. */
export function isFault(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  return error.status >= 500 && !isAbandoned(error) && !isDenial(error.cause);
}

/** Whether it says nothing of DynamoDB: its caller went before there was an answer. */
export function isAbandoned(error: unknown): boolean {
  return error instanceof Abandoned;
}

/** DynamoDB is well, and refuses the service what it asks: of one table it may, of another not. */
function isDenial(cause: unknown): boolean {
  const status = cause instanceof ReplyError ? cause.service.status : undefined;
  return status !== undefined && status >= 400 && status < 500;
}

/** Whether a page that has been read in part stands: the rest may be asked for later. */
export function isPassing(problem: unknown): boolean {
  if (!(problem instanceof Problem) || problem instanceof Abandoned) return false;
  return problem.status === 429 || problem.status >= 500;
}

export function unavailable(cause: unknown, seconds = retryAfter): Problem {
  return new Problem(503, "backend-unavailable", "DynamoDB cannot be reached just now", {
    fix: "ask again after Retry-After",
    retryAfter: seconds,
    cause,
  });
}

function tooSlow(cause: unknown): Problem {
  return new Problem(504, "backend-timeout", "DynamoDB did not answer in time", {
    fix: "ask again after Retry-After, or for less: a smaller page, a narrower condition",
    retryAfter,
    cause,
  });
}

const mostCharacters = 300;

/** DynamoDB's own words about a request, unless they tell of an account or a place. */
function refusal(message: string, cause: unknown): Problem {
  const isTelling = /arn:|https?:|\b\d{12}\b/i.test(message) || message.length > mostCharacters;
  const detail = isTelling || message === "" ? "DynamoDB refuses the request" : message;
  return new Problem(400, "invalid-request", detail, {
    fix: "change the request: the same one will be refused again",
    cause,
  });
}
