import type { Dynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { type Changes, changesBetween, changesText } from "../../data/item-edit/changes.ts";
import { conflict } from "../../data/item-edit/conflict.ts";
import { updateMembers } from "../../data/item-edit/update.ts";
import { call } from "../../dynamodb/call.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { Aliases } from "../../expressions/aliases.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Item } from "../../values/attribute.ts";
import { itemsEqual } from "../../values/equal.ts";
import { doubtful, tellInterrupted } from "./doubt.ts";

/** An item as it was read, and as it should be. */
export interface Edit {
  readonly key: Item;
  /** Undefined when there was none. */
  readonly before: Item | undefined;
  readonly after: Item;
  readonly changes: Changes;
}

/** The item as it was last written. */
export async function itemNow(
  session: Session,
  { client, endpoint }: Dynamo,
  TableName: string,
  Key: Item,
): Promise<Item | undefined> {
  const input = { TableName, Key, ConsistentRead: true };
  const sending = { signal: session.signal, at: endpoint.url };
  return (await call(client, "GetItem", input, sending)).Item;
}

/**
 * Writes an edited item if it is as it was read. A look right before finds every change, attributes
 * that were added included, which no condition can find; the condition then covers what is touched.
 */
export async function writeBack(
  session: Session,
  dynamo: Dynamo,
  table: TableSchema,
  edit: Edit,
): Promise<void> {
  const { before, after, key, changes } = edit;
  const operation = before ? "UpdateItem" : "PutItem";
  const input = inputOf(table, edit);
  if (session.flags.dryRun) return printRequest(session, operation, input);
  const now = await itemNow(session, dynamo, table.table, key);
  if (before && now ? !itemsEqual(before, now) : before !== now) throw conflict(before, now, after);
  const { client, connection, endpoint } = dynamo;
  const sending = { signal: session.signal, at: endpoint.url };
  const { Attributes: old } = await call(client, operation, input, sending).catch(async error => {
    const refused = refusal(error, edit);
    const told = doubtful(refused, key, { table, target: connection.name });
    if (told !== refused) await tellInterrupted(session, told);
    throw told;
  });
  const what = before ? `in ${table.table}: ${changesText(changes)}` : `into ${table.table}`;
  await session.notice(`${before ? "updated" : "put"} 1 item ${what}`);
  const meanwhile = before && old ? changesText(changesBetween(before, old)) : "";
  if (meanwhile !== "") await session.notice(`meanwhile others ${meanwhile}; that is kept`);
}

function inputOf({ table, key: schema }: TableSchema, edit: Edit): WireInput {
  const { before, after, key, changes } = edit;
  const asked = { ReturnValues: "ALL_OLD", ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
  if (before) {
    const members = updateMembers(before, after, changes, schema);
    return { TableName: table, Key: key, ...members, ...asked };
  }
  const aliases = new Aliases();
  const [name = ""] = Object.keys(key);
  const ConditionExpression = `attribute_not_exists(${aliases.name(name)})`;
  return { TableName: table, Item: after, ConditionExpression, ...aliases.members(), ...asked };
}

function refusal(error: unknown, { before, after }: Edit): unknown {
  if (!(error instanceof ReplyError)) return error;
  const { code, details } = error.service;
  if (code !== "ConditionalCheckFailedException") return error;
  return conflict(before, details?.Item as Item | undefined, after);
}
