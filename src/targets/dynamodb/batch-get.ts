import type { Client } from "../../dynamodb/client.ts";
import type { Action } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { prepareBatch } from "./batch.ts";
import { keysHole } from "./holes.ts";

export function prepareBatchGet(
  client: Client,
  { entity, consistent }: Extract<Action, { kind: "batchGet" }>,
  keyNames: readonly string[],
): Prepared {
  const key = entity.item.select(keyNames);
  return prepareBatch(client, {
    operation: "BatchGetItem",
    left: "UnprocessedKeys",
    units: "read",
    table: entity.table,
    request: { Keys: keysHole(key), ...(consistent && { ConsistentRead: true }) },
    key,
  });
}
