import { confirm } from "../../cli/confirm.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { call } from "../../dynamodb/call.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { Aliases } from "../../expressions/aliases.ts";
import { parseCondition } from "../../expressions/parse.ts";
import { renderCondition } from "../../expressions/render.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { itemText } from "../../values/plain.ts";
import { toItem } from "../../values/typed.ts";
import { noticeMemory } from "../memory-notice.ts";
import { openTable } from "../read/open-table.ts";
import { eachItem } from "./each.ts";
import type { Given } from "./given.ts";
import { ItemOutput } from "./output.ts";

/** The options of put and delete. */
export interface WriteOptions {
  readonly if?: string;
  readonly return?: "old";
}

/** A kind of write, as its command knows it. */
export interface Write {
  readonly operation: "PutItem" | "DeleteItem";
  /** The member of the request that holds what was given. */
  readonly member: "Item" | "Key";
  /** What happens to an item, e.g. `delete`. */
  readonly verb: string;
  given(table: TableSchema): Given;
  /** Throws for what the service would refuse. */
  check(given: Item, table: TableSchema): void;
  /** Whether the summary tells how many were there. To ask for them makes a write that is lost unsafe to repeat. */
  readonly countsOld: boolean;
  /** What was done, e.g. `deleted 1 item from Users`. `there` counts items that were there before. */
  summary(table: string, done: number, there: number): string;
}

/** Writes what was given, one by one, and says so. */
export async function write(
  session: Session,
  options: WriteOptions,
  tableName: string,
  kind: Write,
): Promise<void> {
  const members = membersOf(options, kind);
  const isDry = session.flags.dryRun;
  await withDynamo(session, async dynamo => {
    if (!isDry) await noticeMemory(session, dynamo.connection);
    const table = await openTable(session, dynamo, tableName, { ttl: false });
    if (dynamo.connection.protect && !isDry) {
      const what = `${kind.verb} items of ${tableName} on ${dynamo.connection.name}`;
      await confirm(session, { what, typed: tableName });
    }
    const output = new ItemOutput(session, table);
    let done = 0;
    let there = 0;
    const result = await eachItem(session, kind.given(table), async given => {
      kind.check(given, table);
      const input = { TableName: tableName, [kind.member]: given, ...members };
      if (isDry) return printRequest(session, kind.operation, input);
      const old = await send(session, dynamo, kind, input, options.if);
      done += 1;
      if (old) there += 1;
      if (old && options.return) await output.add(old);
    });
    await output.end(result.total === 1);
    if (done > 0) await session.notice(kind.summary(tableName, done, there));
    if (result.error) throw result.error;
  });
}

function membersOf(options: WriteOptions, { countsOld }: Write): WireInput {
  const old = countsOld || options.return ? { ReturnValues: "ALL_OLD" } : {};
  if (options.if === undefined) return old;
  const aliases = new Aliases();
  return {
    ConditionExpression: renderCondition(parseCondition(options.if), aliases),
    ...aliases.members(),
    ...old,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** Sends one write; gives the item that was there before. */
async function send(
  session: Session,
  { client, endpoint }: Dynamo,
  { operation }: Write,
  input: WireInput,
  condition: string | undefined,
): Promise<Item | undefined> {
  try {
    const sending = { signal: session.signal, at: endpoint.url };
    return (await call(client, operation, input, sending)).Attributes;
  } catch (error) {
    throw refusal(error, condition);
  }
}

const longestShown = 400;

/** Says which condition did not hold, and of what item. */
function refusal(error: unknown, condition: string | undefined): unknown {
  if (!(error instanceof ReplyError) || condition === undefined) return error;
  const { code, details } = error.service;
  if (code !== "ConditionalCheckFailedException") return error;
  const existing = details?.Item;
  const text = existing === undefined ? undefined : itemText(toItem(existing));
  const shown = text && text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return new DynError("failed", `the condition does not hold: ${condition}`, {
    hint:
      shown === undefined ? "there is no such item; nothing was changed" : `the item is ${shown}`,
    cause: error,
  });
}
