import type { Client } from "../../dynamodb/client.ts";
import type { Action } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { Clauses } from "./clauses.ts";
import { itemHole } from "./holes.ts";
import { oneRequest } from "./outcome.ts";

export function prepareUpdate(
  client: Client,
  { entity, update, condition, parameters }: Extract<Action, { kind: "update" }>,
  key: readonly string[],
): Prepared {
  const clauses = new Clauses(parameters);
  const input = {
    TableName: entity.table,
    Key: itemHole(entity.item.select(key)),
    UpdateExpression: clauses.update(update),
    ConditionExpression: clauses.condition(condition),
    ...clauses.members(),
    ReturnConsumedCapacity: "TOTAL",
  };
  return oneRequest(client, { operation: "UpdateItem", input }, "write", () => 1);
}
