import type { BatchWriteAction } from "../../scenario/scenario.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Prepared } from "../target.ts";
import { prepareBatch } from "./batch.ts";
import { writeMeter } from "./capacity.ts";
import { putsHole } from "./holes.ts";
import type { Preparation } from "./one-request.ts";
import { keyNames } from "./tables.ts";

export function prepareBatchWrite(
  preparation: Preparation,
  { entity }: BatchWriteAction,
  table: TableSchema,
): Prepared {
  const key = entity.item.select(keyNames(table));
  return prepareBatch(preparation, {
    operation: "BatchWriteItem",
    left: "UnprocessedItems",
    table: entity.table,
    key,
    request: putsHole(entity.item, key),
    meter: writeMeter(table),
  });
}
