import type { WireInput } from "../../dynamodb/request.ts";
import { Aliases } from "../../expressions/aliases.ts";
import { renderCondition, renderProjection, renderUpdate } from "../../expressions/render.ts";
import type { GetMember, WriteMember } from "./member.ts";

/** The input of TransactWriteItems. All sendings with one token are carried out once. */
export function writeInput(members: readonly WriteMember[], token: string): WireInput {
  return { TransactItems: members.map(writeOf), ClientRequestToken: token };
}

/** The input of TransactGetItems. */
export function getInput(members: readonly GetMember[]): WireInput {
  return { TransactItems: members.map(getOf) };
}

function writeOf(member: WriteMember): WireInput {
  const aliases = new Aliases();
  const update =
    member.kind === "update" ? { UpdateExpression: renderUpdate(member.do, aliases) } : {};
  const condition = member.if && {
    ConditionExpression: renderCondition(member.if.condition, aliases),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
  const rest = { ...update, ...condition, ...aliases.members() };
  const TableName = member.table;
  switch (member.kind) {
    case "put":
      return { Put: { TableName, Item: member.item, ...rest } };
    case "update":
      return { Update: { TableName, Key: member.key, ...rest } };
    case "delete":
      return { Delete: { TableName, Key: member.key, ...rest } };
    case "check":
      return { ConditionCheck: { TableName, Key: member.key, ...rest } };
    default:
      return member satisfies never;
  }
}

function getOf({ table, key, select }: GetMember): WireInput {
  const aliases = new Aliases();
  const projection = select && { ProjectionExpression: renderProjection(select, aliases) };
  return { Get: { TableName: table, Key: key, ...projection, ...aliases.members() } };
}
