import { type Dynamo, withDynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import { type Session, throwIfInterrupted } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { noticeMemory } from "../memory-notice.ts";
import { askForWrites, tellScans } from "./caution.ts";
import type { Bound } from "./given.ts";
import type { PartiqlOptions } from "./options.ts";
import { executeInput, isWrite } from "./request.ts";
import { Result } from "./result.ts";
import { select } from "./select.ts";
import { runTransaction, transactionInput } from "./transaction.ts";
import { write } from "./write.ts";

/** Runs statements one after the other up to the first that fails, or all in a transaction. */
export async function runStatements(
  session: Session,
  options: PartiqlOptions,
  statements: readonly Bound[],
): Promise<void> {
  const exists = statements.find(({ statement }) => statement.verb === "EXISTS");
  if (exists !== undefined && !options.transaction) {
    throw new DynError("usage", "EXISTS is for transactions", { hint: "add --transaction" });
  }
  const transaction = options.transaction ? transactionInput(statements, options) : undefined;
  if (session.flags.dryRun) {
    if (transaction) return printRequest(session, "ExecuteTransaction", transaction);
    for (const each of statements) {
      await printRequest(session, "ExecuteStatement", executeInput(each, options));
    }
    return;
  }
  const result = new Result(session, statements);
  await withDynamo(session, async dynamo => {
    if (statements.some(isWrite)) await noticeMemory(session, dynamo.connection);
    await askForWrites(session, dynamo.connection, statements);
    if (transaction) return runTransaction(session, dynamo, statements, transaction, result);
    await tellScans(session, dynamo, statements);
    await inOrder(session, dynamo, options, statements, result);
  });
}

async function inOrder(
  session: Session,
  dynamo: Dynamo,
  options: PartiqlOptions,
  statements: readonly Bound[],
  result: Result,
): Promise<void> {
  for (const [at, each] of statements.entries()) {
    try {
      throwIfInterrupted(session);
      if (isWrite(each)) await write(session, dynamo, each, result);
      else await select(session, dynamo, options, each, result);
    } catch (error) {
      if (statements.length === 1) throw error;
      throw await stopped(session, error, statements, at);
    }
  }
}

/** The error of one of several statements, with its place and what became of the others. */
async function stopped(
  session: Session,
  error: unknown,
  statements: readonly Bound[],
  at: number,
): Promise<unknown> {
  if (!(error instanceof DynError)) return error;
  const done = `${at} of ${statements.length} statements ${at === 1 ? "was" : "were"} done`;
  const next = statements[at + 1]?.place;
  const rest = next === undefined ? "" : `; none from ${next} on was begun`;
  // An interrupted command says nothing but this.
  if (error.kind === "interrupted") {
    await session.notice(`stopped at ${statements[at]?.place}: ${done}`);
    return error;
  }
  const isPartial = error.kind === "failed" && statements.slice(0, at).some(isWrite);
  return new DynError(
    isPartial ? "partial" : error.kind,
    `${statements[at]?.place}  ${error.message}`,
    {
      hint: [error.hint, done + rest].filter(line => line !== undefined).join("\n"),
      problems: error.problems,
      cause: error,
    },
  );
}
