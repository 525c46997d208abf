import type { Entity } from "../../scenario/scenario.ts";
import { faultError } from "../../sql/connection-error.ts";
import type { Scope } from "../../template/scope.ts";
import type { Item } from "../../values/attribute.ts";
import { itemIn } from "./items.ts";
import { manners } from "./many.ts";
import type { Source } from "./reader.ts";
import { givenOf } from "./row.ts";
import { eachOf, keyTextOf, lastOfEachKey } from "./rows.ts";
import { valuesOf } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";

/** As many as a snapshot has: a statement sees one moment. */
const keysAtOnce = 100;

/** The items of a scope's indexes, in their order, from the writer. */
export async function fetchItems(
  { database, dialect }: Source,
  entity: Entity,
  table: SqlTable,
  scope: Scope,
  signal: AbortSignal | undefined,
): Promise<readonly (Item | undefined)[]> {
  const { key } = table;
  const columns = [...table.columns.values()];
  const read = manners[dialect.engine].read(table, columns, keysAtOnce);
  const slots = givenOf(entity, key).map(({ slot }) => slot);
  const keys = eachOf(scope, each => valuesOf({ slots }, each));
  const distinct = lastOfEachKey(keys, key, key);
  const found = new Map<string, Item>();
  for (let first = 0; first < distinct.length; first += keysAtOnce) {
    const part = distinct.slice(first, first + keysAtOnce).map(at => keys[at] ?? []);
    const { statement, values } = read(part);
    const options = { route: "write", ...(signal && { signal }) } as const;
    const answer = await database.run(statement, values, options);
    if (answer.outcome !== "ok") throw faultError(answer.fault, database.name);
    for (const cells of answer.rows.rows) {
      found.set(keyTextOf(cells, columns, key), itemIn(cells, columns));
    }
  }
  return keys.map(each => found.get(keyTextOf(each, key, key)));
}
