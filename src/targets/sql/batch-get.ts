import type { BatchGetAction } from "../../scenario/scenario.ts";
import type { Prepared } from "../target.ts";
import { capturedIn } from "./items.ts";
import { manners } from "./many.ts";
import type { Preparation } from "./preparation.ts";
import { routeOf } from "./route.ts";
import { givenOf } from "./row.ts";
import { eachOf, lastOfEachKey } from "./rows.ts";
import { valuesOf } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import { preparedWork } from "./work.ts";

/** Items of several keys by one statement; a key that is not there is no fault. */
export function prepareBatchGet(
  { database, dialect, capture }: Preparation,
  action: BatchGetAction,
  table: SqlTable,
): Prepared {
  const columns = [...table.columns.values()];
  const read = manners[dialect.engine].read(table, columns, action.size);
  const slots = givenOf(action.entity, table.key).map(({ slot }) => slot);
  return preparedWork(database, routeOf(action), async (work, scope) => {
    const keys = eachOf(scope, each => valuesOf({ slots }, each));
    const wanted = lastOfEachKey(keys, table.key, table.key).flatMap(at => [keys[at] ?? []]);
    if (wanted.length === 0) return capture ? work.ok([]) : work.ok();
    const { statement, values } = read(wanted);
    const answer = await work.perform(statement, values);
    if (answer.outcome !== "ok") return work.failed(answer);
    const { rows } = answer.rows;
    work.items = rows.length;
    return capture ? work.ok(rows.map(row => capturedIn(row, columns))) : work.ok();
  });
}
