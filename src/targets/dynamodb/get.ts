import type { ReplyBody } from "../../dynamodb/client.ts";
import type { RequestTemplate } from "../../dynamodb/request.ts";
import type { Condition, Parameter } from "../../expressions/ast.ts";
import type { GetAction, Parameters } from "../../scenario/scenario.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Prepared } from "../target.ts";
import { readMeter } from "./capacity.ts";
import { capturedItems, itemIn } from "./captured.ts";
import { Clauses } from "./clauses.ts";
import { itemHole } from "./holes.ts";
import { oneRequest, type Preparation } from "./one-request.ts";
import { countOf } from "./query.ts";
import { keyNames } from "./tables.ts";

export function prepareGet(
  preparation: Preparation,
  action: GetAction,
  table: TableSchema,
): Prepared {
  const { until } = action;
  if (until?.condition !== undefined) {
    return prepareGetIf(preparation, action, table, until.condition, until.parameters);
  }
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

/** The item where a condition holds for it; GetItem takes none, so it is a Query of the one key. */
function prepareGetIf(
  preparation: Preparation,
  { entity, select, consistent }: GetAction,
  table: TableSchema,
  condition: Condition,
  given: Parameters = new Map(),
): Prepared {
  const parameters = new Map(given);
  const equals = keyNames(table).map((name): Condition => {
    const right: Parameter = { kind: "parameter", source: name, offset: 0 };
    const template = entity.item.attributes.get(name);
    if (template === undefined) throw new TypeError(`${entity.name} has no ${name}`);
    parameters.set(right, template);
    return { kind: "compare", comparator: "=", left: { kind: "path", path: [name] }, right };
  });
  const clauses = new Clauses(parameters);
  const meter = readMeter(entity.table);
  const input = {
    TableName: entity.table,
    KeyConditionExpression: clauses.condition(
      equals.reduce((left, right) => ({ kind: "and", left, right })),
    ),
    FilterExpression: clauses.condition(condition),
    ProjectionExpression: clauses.projection(select),
    ...clauses.members(),
    ...(consistent && { ConsistentRead: true }),
    ...meter.input,
  };
  const capture = (body: ReplyBody) => capturedItems(body.member("Items"))[0] ?? null;
  const reading = { meter, items: countOf, capture };
  return oneRequest(preparation, { operation: "Query", input }, reading);
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
