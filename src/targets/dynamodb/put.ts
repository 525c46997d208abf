import type { Client } from "../../dynamodb/client.ts";
import type { Action } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { Clauses } from "./clauses.ts";
import { itemHole } from "./holes.ts";
import { oneRequest } from "./outcome.ts";

export function preparePut(
  client: Client,
  { entity, condition, parameters }: Extract<Action, { kind: "put" }>,
): Prepared {
  const clauses = new Clauses(parameters);
  const input = {
    TableName: entity.table,
    Item: itemHole(entity.item),
    ConditionExpression: clauses.condition(condition),
    ...clauses.members(),
    ReturnConsumedCapacity: "TOTAL",
  };
  return oneRequest(client, { operation: "PutItem", input }, "write", () => 1);
}
