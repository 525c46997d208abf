import type { Projection } from "../../expressions/ast.ts";
import type { SqlColumn } from "./columns.ts";
import { columnAt } from "./operand.ts";
import { columnText, type SqlTable } from "./tables.ts";

/** The columns that a read gives, in order: all, or those that are asked for and that there are. */
export function selected(table: SqlTable, select: Projection | undefined): readonly SqlColumn[] {
  if (select === undefined) return [...table.columns.values()];
  const columns = select.flatMap(path => columnAt(path, { table, parameters: undefined }) ?? []);
  return [...new Set(columns)];
}

/** What stands behind SELECT. */
export function selectionText(table: SqlTable, columns: readonly SqlColumn[]): string {
  if (columns.length === 0) return "1";
  return columns.map(column => columnText(table, column)).join(", ");
}
