import { didYouMean } from "../../config/suggest.ts";
import { DynError } from "../../errors.ts";
import { quoted } from "../../sql/identifiers.ts";
import type { SqlColumn } from "./columns.ts";
import { and, onRow, type Predicate, presentText } from "./predicate.ts";
import type { Writing } from "./statement-writing.ts";
import { columnText, type SqlTable } from "./tables.ts";

/** Columns of an index, none when none is named. Throws a DynError when there is no such index. */
export function indexColumns(table: SqlTable, index: string | undefined): readonly SqlColumn[] {
  if (index === undefined) return [];
  const columns = table.indexes.get(index);
  if (columns !== undefined) return columns;
  const name = quoted(`${table.name}_${index}`);
  const hint =
    didYouMean(index, [...table.indexes.keys()]) ??
    `CREATE INDEX ${name} ON ${quoted(table.name)} (…)`;
  throw new DynError("failed", `${table.name} has no index ${index}`, { hint });
}

/** Only items that have all attributes of an index are in it. */
export function inIndex(
  table: SqlTable,
  columns: readonly SqlColumn[],
  where: Predicate | undefined,
): Predicate | undefined {
  return columns
    .filter(({ name, nullable }) => nullable && !where?.needs.has(name))
    .map(column => onRow(() => `${columnText(table, column)} IS NOT NULL`, [column.name]))
    .reduce<Predicate | undefined>((all, each) => both(all, each), where);
}

export function both(
  left: Predicate | undefined,
  right: Predicate | undefined,
): Predicate | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return and(left, right);
}

export function whereText(condition: Predicate | undefined, writing: Writing): string {
  return condition === undefined ? "" : ` WHERE ${presentText(condition, writing)}`;
}
