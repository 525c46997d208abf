import type { Client } from "../../dynamodb/client.ts";
import type { Action } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { Clauses } from "./clauses.ts";
import { itemHole } from "./holes.ts";
import { oneRequest } from "./outcome.ts";

export function prepareGet(
  client: Client,
  { entity, select, consistent }: Extract<Action, { kind: "get" }>,
  key: readonly string[],
): Prepared {
  const clauses = new Clauses();
  const input = {
    TableName: entity.table,
    Key: itemHole(entity.item.select(key)),
    ...(consistent && { ConsistentRead: true }),
    ProjectionExpression: clauses.projection(select),
    ...clauses.members(),
    ReturnConsumedCapacity: "TOTAL",
  };
  return oneRequest(client, { operation: "GetItem", input }, "read", body =>
    body.has("Item") ? 1 : 0,
  );
}
