import type { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";

/** DynamoDB's limit. */
const longest = 36;

/** Throws a "usage" error for a transaction's token that DynamoDB would not take. */
export function checkRequestToken(token: string | undefined, option: string): void {
  if (token === undefined || (token !== "" && token.length <= longest)) return;
  throw new DynError("usage", `${option} takes 1 to ${longest} characters, not ${token.length}`);
}

/** The error of a token that another transaction has used; undefined for any other refusal. */
export function tokenMisused(
  error: ReplyError,
  token: string,
  option: string,
): DynError | undefined {
  if (error.service.code !== "IdempotentParameterMismatchException") return undefined;
  const message = `the token ${token} belongs to another transaction of the last 10 minutes`;
  return new DynError("failed", message, {
    hint: `give another one with ${option}, or leave it out`,
    cause: error,
  });
}
