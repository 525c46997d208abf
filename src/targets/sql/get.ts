import type { GetAction } from "../../scenario/scenario.ts";
import type { Rows } from "../../sql/database.ts";
import { quoted } from "../../sql/identifiers.ts";
import type { Prepared } from "../target.ts";
import type { SqlColumn } from "./columns.ts";
import { bindCondition } from "./condition.ts";
import { capturedIn } from "./items.ts";
import { oneStatement } from "./one-statement.ts";
import { presentText } from "./predicate.ts";
import type { Preparation } from "./preparation.ts";
import { routeOf } from "./route.ts";
import { keyText, rowOf } from "./row.ts";
import { selected, selectionText } from "./selection.ts";
import { type StatementTemplate, Writing } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";

export function prepareGet(
  { database, dialect, capture }: Preparation,
  action: GetAction,
  table: SqlTable,
): Prepared {
  const { template, columns } = getStatement(new Writing(dialect), action, table);
  const captured = ({ rows: [row] }: Rows) => (row === undefined ? null : capturedIn(row, columns));
  return oneStatement(database, template, routeOf(action), {
    items: ({ rows }) => rows.length,
    capture: capture ? captured : undefined,
  });
}

export interface Reading {
  readonly template: StatementTemplate;
  /** Of its rows, in order. */
  readonly columns: readonly SqlColumn[];
}

/** One item; one that is not yet as it is waited for is as good as none. */
export function getStatement(
  writing: Writing,
  { entity, select, until }: GetAction,
  table: SqlTable,
): Reading {
  const columns = selected(table, select);
  const key = keyText(rowOf(entity, table, writing.dialect), writing);
  const binding = { table, parameters: until?.parameters };
  const holds = until?.condition && presentText(bindCondition(until.condition, binding), writing);
  const where = holds === undefined ? key : `${key} AND ${holds}`;
  const text = `SELECT ${selectionText(table, columns)} FROM ${quoted(table.name)} WHERE ${where}`;
  return { template: writing.finish(text, { readOnly: true, idempotent: true }), columns };
}
