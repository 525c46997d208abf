import { quoted } from "../../sql/identifiers.ts";
import type { Scope } from "../../template/scope.ts";
import type { Item } from "../../values/attribute.ts";
import type { ScanRequest } from "../target.ts";
import { bindCondition } from "./condition.ts";
import { itemIn } from "./items.ts";
import { not } from "./predicate.ts";
import type { Source } from "./reader.ts";
import { both, indexColumns, inIndex, whereText } from "./rows-of.ts";
import { selected, selectionText } from "./selection.ts";
import { valuesOf, Writing } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";

/** A check's own `${…}` belong to no item. */
const noDraw: Scope = { seed: 0, index: 0, vars: {}, now: Date.now };

/** Pages of a table's or an index's items, all of one moment. */
export async function* scanPages(
  { database, dialect }: Source,
  table: SqlTable,
  { index, where, negate = false, parameters, select }: ScanRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Item[], void, undefined> {
  const columns = selected(
    table,
    select?.map(name => [name] as const),
  );
  const bound = where && bindCondition(where, { table, parameters });
  const wanted = bound && negate ? not(bound) : bound;
  const writing = new Writing(dialect);
  const filter = both(inIndex(table, indexColumns(table, index), undefined), wanted);
  const text = `SELECT ${selectionText(table, columns)} FROM ${quoted(table.name)}${whereText(filter, writing)}`;
  const template = writing.finish(text, { readOnly: true, idempotent: true });
  const options = { route: "write", ...(signal && { signal }) } as const;
  const { text: once, readOnly } = template.statement;
  const values = valuesOf(template, noDraw);
  for await (const { rows } of database.stream({ text: once, readOnly }, values, options)) {
    yield rows.map(cells => itemIn(cells, columns));
  }
}
