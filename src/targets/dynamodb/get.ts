import type { RequestTemplate } from "../../dynamodb/request.ts";
import type { GetAction } from "../../scenario/scenario.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Prepared } from "../target.ts";
import { readMeter } from "./capacity.ts";
import { itemIn } from "./captured.ts";
import { Clauses } from "./clauses.ts";
import { itemHole } from "./holes.ts";
import { oneRequest, type Preparation } from "./one-request.ts";
import { keyNames } from "./tables.ts";

export function prepareGet(
  preparation: Preparation,
  action: GetAction,
  table: TableSchema,
): Prepared {
  const meter = readMeter(action.entity.table);
  const { consistent } = action;
  const input = {
    ...getInput(action, table),
    ...(consistent && { ConsistentRead: true }),
    ...meter.input,
  };
  return oneRequest(
    preparation,
    { operation: "GetItem", input },
    { meter, items: body => (body.has("Item") ? 1 : 0), capture: itemIn },
  );
}

/** Which item is read, and what of it. */
export function getInput(
  { entity, select }: GetAction,
  table: TableSchema,
): RequestTemplate["input"] {
  const clauses = new Clauses();
  return {
    TableName: entity.table,
    Key: itemHole(entity.item.select(keyNames(table))),
    ProjectionExpression: clauses.projection(select),
    ...clauses.members(),
  };
}
