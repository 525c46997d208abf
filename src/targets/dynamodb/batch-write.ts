import type { Client } from "../../dynamodb/client.ts";
import type { Action } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { prepareBatch } from "./batch.ts";
import { putsHole } from "./holes.ts";

export function prepareBatchWrite(
  client: Client,
  { entity }: Extract<Action, { kind: "batchWrite" }>,
  keyNames: readonly string[],
): Prepared {
  return prepareBatch(client, {
    operation: "BatchWriteItem",
    left: "UnprocessedItems",
    units: "write",
    table: entity.table,
    request: putsHole(entity.item),
    key: entity.item.select(keyNames),
  });
}
