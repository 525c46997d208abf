import type { BatchWriteAction } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import type { Preparation } from "./preparation.ts";
import { eachOf } from "./rows.ts";
import { rowStore } from "./store-rows.ts";
import type { SqlTable } from "./tables.ts";
import { preparedWork } from "./work.ts";

/** Stores several items by one statement; of those with one key the last. */
export function prepareBatchWrite(
  { database, dialect }: Preparation,
  { entity }: BatchWriteAction,
  table: SqlTable,
): Prepared {
  const store = rowStore(entity, table, dialect);
  return preparedWork(database, { route: "write" }, async (work, scope) => {
    const rows = eachOf(scope, store.rowOf);
    const wanted = store.distinct(rows).flatMap(at => [rows[at] ?? []]);
    if (wanted.length === 0) return work.ok();
    const { statement, values } = store.fill(wanted);
    const answer = await work.perform(statement, values);
    if (answer.outcome !== "ok") return work.failed(answer);
    work.items = wanted.length;
    return work.ok();
  });
}
