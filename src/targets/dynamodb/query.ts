import type { ReplyBody } from "../../dynamodb/client.ts";
import type { QueryAction } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { readMeter } from "./capacity.ts";
import { capturedItems } from "./captured.ts";
import { Clauses } from "./clauses.ts";
import type { Preparation } from "./one-request.ts";
import { readPages } from "./pages.ts";

export function prepareQuery(preparation: Preparation, action: QueryAction): Prepared {
  const clauses = new Clauses(action.parameters);
  const meter = readMeter(action.table, action.index);
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
    ...meter.input,
  };
  const reading = { meter, items: countOf, capture: itemsIn };
  return readPages(preparation, { operation: "Query", input }, reading, action.pages);
}

/** Items of a Query's or Scan's page, after its filter. */
export function countOf(body: ReplyBody): number {
  return body.integer("Count") ?? 0;
}

export function itemsIn(body: ReplyBody): ReturnType<typeof capturedItems> {
  return capturedItems(body.member("Items"));
}
