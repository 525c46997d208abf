import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { StatementVerb } from "../../data/statement.ts";
import { call } from "../../dynamodb/call.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { formatFigure } from "../../output/units.ts";
import { isMissingTable, missingTable } from "../../schema/missing-table.ts";
import { itemText } from "../../values/plain.ts";
import { toItem } from "../../values/typed.ts";
import { tellInterrupted } from "../item/doubt.ts";
import type { Bound } from "./given.ts";
import { executeInput } from "./request.ts";
import type { Result } from "./result.ts";

/** Runs one statement that changes data; prints what RETURNING gives, and says that it is done. */
export async function write(
  session: Session,
  { client, endpoint, connection }: Dynamo,
  bound: Bound,
  result: Result,
): Promise<void> {
  const { statement } = bound;
  const { table = "the table" } = statement;
  const options = { signal: session.signal, at: endpoint.url };
  try {
    const input = executeInput(bound, {});
    const output = await call(client, "ExecuteStatement", input, { ...options, doing: table });
    for (const item of output.Items ?? []) await result.item(item);
    await session.notice(doneText(statement.verb, table, output.ConsumedCapacity?.CapacityUnits));
  } catch (error) {
    const isDoubtful = error instanceof ReplyError && error.outcome === "unknown";
    if (isDoubtful) await tellInterrupted(session, error);
    if (isMissingTable(error)) throw await missingTable(client, table, connection.name, options);
    throw refusal(error, statement.verb, table);
  }
}

/** `updated 1 item of Orders · 1 write unit`; of a DELETE nobody tells whether something was there. */
function doneText(verb: StatementVerb, table: string, units: number | undefined): string {
  const done = {
    INSERT: `inserted 1 item into ${table}`,
    UPDATE: `updated 1 item of ${table}`,
    DELETE: `deleted from ${table}`,
    SELECT: "",
    EXISTS: "",
  }[verb];
  if (units === undefined) return escapeControl(done);
  return escapeControl(`${done} · ${formatFigure(units)} write ${units === 1 ? "unit" : "units"}`);
}

const longestShown = 400;

/** What a code of the service means of a statement, alone or within a transaction. */
export function reasonText(
  code: string,
  message: string,
  verb: StatementVerb,
  found: unknown,
): { readonly text: string; readonly hint?: string } {
  if (/^DuplicateItem/.test(code)) {
    return {
      text: "there is such an item already",
      hint: "UPDATE changes it; DELETE it before an INSERT replaces it",
    };
  }
  if (/^ConditionalCheckFailed/.test(code)) {
    if (found === undefined) {
      const hint = verb === "UPDATE" ? "INSERT makes one" : undefined;
      const text = "there is no such item, or its WHERE does not hold";
      return hint === undefined ? { text } : { text, hint };
    }
    const text = itemText(toItem(found));
    const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
    return { text: "its WHERE does not hold", hint: `the item is ${shown}` };
  }
  if (/mandatory equality on all key attributes/i.test(message)) {
    return { text: message, hint: "a write names one item by its whole key" };
  }
  return { text: message === "" ? code : message };
}

function refusal(error: unknown, verb: StatementVerb, table: string): unknown {
  if (!(error instanceof ReplyError) || error.kind !== "failed" || error.outcome !== "failed") {
    return error;
  }
  const { code, message, details } = error.service;
  const known = [
    "DuplicateItemException",
    "ConditionalCheckFailedException",
    "ValidationException",
  ];
  if (!known.includes(code)) return error;
  const { text, hint } = reasonText(code, message, verb, details?.Item);
  return new DynError("failed", `${table}: ${text}`, { hint, cause: error });
}
