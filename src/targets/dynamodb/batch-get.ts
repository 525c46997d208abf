import type { BatchGetAction } from "../../scenario/scenario.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Prepared } from "../target.ts";
import { prepareBatch } from "./batch.ts";
import { batchReadMeter } from "./capacity.ts";
import { keysHole } from "./holes.ts";
import type { Preparation } from "./one-request.ts";
import { keyNames } from "./tables.ts";

export function prepareBatchGet(
  preparation: Preparation,
  { entity, consistent }: BatchGetAction,
  table: TableSchema,
): Prepared {
  const key = entity.item.select(keyNames(table));
  return prepareBatch(preparation, {
    operation: "BatchGetItem",
    left: "UnprocessedKeys",
    table: entity.table,
    key,
    request: { Keys: keysHole(key), ...(consistent && { ConsistentRead: true }) },
    meter: batchReadMeter,
  });
}
