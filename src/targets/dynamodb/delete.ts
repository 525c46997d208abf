import type { Client } from "../../dynamodb/client.ts";
import type { Action } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { Clauses } from "./clauses.ts";
import { itemHole } from "./holes.ts";
import { oneRequest } from "./outcome.ts";

/** Deleting what is not there is as good as deleting it. */
export function prepareDelete(
  client: Client,
  { entity, condition, parameters }: Extract<Action, { kind: "delete" }>,
  key: readonly string[],
): Prepared {
  const clauses = new Clauses(parameters);
  const input = {
    TableName: entity.table,
    Key: itemHole(entity.item.select(key)),
    ConditionExpression: clauses.condition(condition),
    ...clauses.members(),
    ReturnConsumedCapacity: "TOTAL",
  };
  return oneRequest(client, { operation: "DeleteItem", input }, "write", () => 1);
}
