import type { Client } from "../../dynamodb/client.ts";
import type { Action } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { Clauses } from "./clauses.ts";
import { oneRequest } from "./outcome.ts";

/** One page: what a query costs is what a page costs. */
export function prepareQuery(client: Client, action: Extract<Action, { kind: "query" }>): Prepared {
  const clauses = new Clauses(action.parameters);
  const input = {
    TableName: action.table,
    IndexName: action.index,
    KeyConditionExpression: clauses.condition(action.where),
    FilterExpression: clauses.condition(action.filter),
    ProjectionExpression: clauses.projection(action.select),
    ...clauses.members(),
    Limit: action.limit,
    ...(action.descending && { ScanIndexForward: false }),
    ...(action.consistent && { ConsistentRead: true }),
    ReturnConsumedCapacity: "TOTAL",
  };
  return oneRequest(
    client,
    { operation: "Query", input },
    "read",
    body => body.integer("Count") ?? 0,
  );
}
