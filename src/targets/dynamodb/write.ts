import type { OperationName, RequestTemplate } from "../../dynamodb/request.ts";
import type { TransactWriteMember } from "../../scenario/scenario.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Prepared } from "../target.ts";
import { writeMeter } from "./capacity.ts";
import { Clauses } from "./clauses.ts";
import { itemHole } from "./holes.ts";
import { oneRequest, type Preparation } from "./one-request.ts";
import { keyNames } from "./tables.ts";

const operations = {
  put: "PutItem",
  update: "UpdateItem",
  delete: "DeleteItem",
} as const satisfies Record<string, OperationName>;

type WriteAction = Exclude<TransactWriteMember, { kind: "check" }>;

/** A put, update or delete of one item. Deleting what is not there is as good as deleting it. */
export function prepareWrite(
  preparation: Preparation,
  action: WriteAction,
  table: TableSchema,
): Prepared {
  const meter = writeMeter(table);
  const input = { ...writeInput(action, table), ...meter.input };
  const operation = operations[action.kind];
  return oneRequest(preparation, { operation, input }, { meter, items: () => 1 });
}

/** Which item is written, or checked, how, and on what condition. */
export function writeInput(
  action: TransactWriteMember,
  table: TableSchema,
): RequestTemplate["input"] {
  const { entity, condition, parameters } = action;
  const clauses = new Clauses(parameters);
  const item = action.kind === "put" ? entity.item : entity.item.select(keyNames(table));
  return {
    TableName: entity.table,
    [action.kind === "put" ? "Item" : "Key"]: itemHole(item),
    UpdateExpression: action.kind === "update" ? clauses.update(action.update) : undefined,
    ConditionExpression: clauses.condition(condition),
    ...clauses.members(),
  };
}
