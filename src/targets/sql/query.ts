import type { Condition } from "../../expressions/ast.ts";
import type { QueryAction, ScanAction } from "../../scenario/scenario.ts";
import type { Rows } from "../../sql/database.ts";
import { quoted } from "../../sql/identifiers.ts";
import type { Prepared } from "../target.ts";
import type { SqlColumn } from "./columns.ts";
import { bindCondition } from "./condition.ts";
import type { Reading } from "./get.ts";
import { capturedIn } from "./items.ts";
import { oneStatement } from "./one-statement.ts";
import type { Predicate } from "./predicate.ts";
import type { Preparation } from "./preparation.ts";
import { routeOf } from "./route.ts";
import { both, indexColumns, inIndex, whereText } from "./rows-of.ts";
import { selected, selectionText } from "./selection.ts";
import { Writing } from "./statement-writing.ts";
import { columnText, type SqlTable } from "./tables.ts";

/** A query or a scan: the pages that DynamoDB gives one after the other are one statement's rows. */
export function prepareQuery(
  { database, dialect, capture }: Preparation,
  action: QueryAction | ScanAction,
  table: SqlTable,
): Prepared {
  const { template, columns } = queryStatement(new Writing(dialect), action, table);
  const captured = ({ rows }: Rows) => rows.map(row => capturedIn(row, columns));
  return oneStatement(database, template, routeOf(action), {
    items: ({ rows }) => rows.length,
    capture: capture ? captured : undefined,
  });
}

function queryStatement(
  writing: Writing,
  action: QueryAction | ScanAction,
  table: SqlTable,
): Reading {
  const { index, filter, select, limit, pages, parameters } = action;
  const binding = { table, parameters };
  const bound = (condition: Condition | undefined) =>
    condition && bindCondition(condition, binding);
  const columns = selected(table, select);
  const of = indexColumns(table, index);
  const where = inIndex(table, of, bound(action.kind === "query" ? action.where : undefined));
  // Rows are counted before they are filtered.
  const most = (limit ?? Number.POSITIVE_INFINITY) * pages;
  const limited = Number.isFinite(most);
  const ordered = action.kind === "query" || limited;
  const descending = action.kind === "query" && action.descending;
  const order = ordered ? orderText(table, of, descending) : "";
  const list = selectionText(table, columns);
  const name = quoted(table.name);
  const read = (what: string, condition: Predicate | undefined) =>
    `SELECT ${what} FROM ${name}${whereText(condition, writing)}${order}`;
  const after = bound(filter);
  const finish = (text: string) => ({
    template: writing.finish(text, { readOnly: true, idempotent: true }),
    columns,
  });
  if (!limited) return finish(read(list, both(where, after)));
  if (after === undefined) return finish(`${read(list, where)} LIMIT ${most}`);
  const first = `${read("*", where)} LIMIT ${most}`;
  return finish(`SELECT ${list} FROM (${first}) AS ${name}${whereText(after, writing)}${order}`);
}

/** By the index, then by the key: what is equal for all costs the server nothing. */
function orderText(table: SqlTable, index: readonly SqlColumn[], descending: boolean): string {
  const columns = [...new Set([...index, ...table.key])];
  if (columns.length === 0) return "";
  const direction = descending ? " DESC" : "";
  const texts = columns.map(column => `${columnText(table, column)}${direction}`);
  return ` ORDER BY ${texts.join(", ")}`;
}
