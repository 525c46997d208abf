import { randomUUID } from "node:crypto";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { call } from "../../dynamodb/call.ts";
import { cancellationReasons, isPassing } from "../../dynamodb/cancellation.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { maxTransactionMembers } from "../../dynamodb/limits.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { DynError, type Problem } from "../../errors.ts";
import { shellWord } from "../../output/shell-word.ts";
import { counted, formatCount } from "../../output/units.ts";
import { toItem } from "../../values/typed.ts";
import { tellInterrupted } from "../item/doubt.ts";
import { tokenMisused } from "../item/request-token.ts";
import { itemsText } from "../read/footer.ts";
import type { Bound } from "./given.ts";
import type { PartiqlOptions } from "./options.ts";
import { isWrite, statementInput } from "./request.ts";
import { layoutOf, type Result, tableOf } from "./result.ts";
import { reasonText } from "./write.ts";

/** The ExecuteTransaction of these statements. Throws a "usage" error for what DynamoDB would refuse. */
export function transactionInput(
  statements: readonly Bound[],
  { requestToken = randomUUID() }: PartiqlOptions,
): WireInput {
  if (statements.length > maxTransactionMembers) {
    const most = `a transaction has at most ${maxTransactionMembers}`;
    throw new DynError("usage", `${formatCount(statements.length)} statements; ${most}`, {
      hint: "without --transaction they run one after the other",
    });
  }
  const read = statements.find(({ statement }) => statement.verb === "SELECT");
  if (read !== undefined && statements.some(isWrite)) {
    throw new DynError("usage", "a transaction reads or writes, not both", {
      hint: `${read.place}  is a SELECT; a condition is EXISTS (SELECT …)`,
    });
  }
  return {
    TransactStatements: statements.map(statementInput),
    ClientRequestToken: requestToken,
    ReturnConsumedCapacity: "TOTAL",
  };
}

/** Runs statements all or none; prints what they read. */
export async function runTransaction(
  session: Session,
  dynamo: Dynamo,
  statements: readonly Bound[],
  input: WireInput,
  result: Result,
): Promise<void> {
  const { client, endpoint } = dynamo;
  const sending = { signal: session.signal, at: endpoint.url, doing: "the transaction" };
  try {
    const { Responses } = await call(client, "ExecuteTransaction", input, sending);
    const items = itemsOf(Responses);
    if (statements.some(isWrite)) {
      await session.notice(`${counted(statements.length, "statement")} done, in one transaction`);
      return;
    }
    const [first] = statements;
    const name = first?.statement.table;
    const table = name === undefined ? undefined : await tableOf(session, dynamo, name);
    const layout = first === undefined ? { keys: [] } : layoutOf(table, first.statement);
    const writer = await result.writer({ ...layout, columns: undefined });
    await writer.write(items);
    const count = items.length;
    await writer.end({ count, scannedCount: count, nextToken: null, consumedCapacity: null });
    if (count < statements.length) {
      await session.notice(`${itemsText(count)} of ${statements.length} that were asked for`);
    }
  } catch (error) {
    const told = explained(error, statements, String(input.ClientRequestToken));
    if (told !== error) await tellInterrupted(session, told);
    throw told;
  }
}

function itemsOf(responses: unknown) {
  if (!Array.isArray(responses)) return [];
  return responses.flatMap((response: { readonly Item?: unknown }) =>
    response.Item === undefined ? [] : [toItem(response.Item)],
  );
}

/** A cancelled transaction names each statement that was in its way. */
function explained(error: unknown, statements: readonly Bound[], token: string): unknown {
  if (!(error instanceof ReplyError)) return error;
  if (error.outcome === "unknown") {
    return new DynError(error.kind, error.message, {
      hint: `the same again with --request-token ${shellWord(token)}, within ten minutes, is done once`,
      cause: error,
    });
  }
  const misused = tokenMisused(error, token, "--request-token");
  if (misused) return misused;
  const reasons = cancellationReasons(error.service);
  const problems = reasons.flatMap(({ code, message, item }, at): Problem[] => {
    const bound = statements[at];
    if (bound === undefined || code === "None") return [];
    const { verb, line, column } = bound.statement;
    const { text, hint } = reasonText(code, message ?? "", verb, item);
    const file = bound.place?.replace(/:\d+:\d+$/, "") ?? "statement";
    return [{ message: text, place: { file, line, column }, ...(hint !== undefined && { hint }) }];
  });
  if (problems.length === 0) return error;
  return new DynError("failed", "the transaction was cancelled; nothing was changed", {
    problems,
    hint: isPassing(error.service) ? "run it again in a while" : undefined,
    cause: error,
  });
}
