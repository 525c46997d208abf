import type { MovedItem } from "../../data/transfer/moved-item.ts";
import { DynError } from "../../errors.ts";
import { attributeOf } from "../../values/attribute.ts";
import type { BulkColumn, BulkTable } from "./bulk-table.ts";
import { cellText } from "./cell-text.ts";
import { CsvRowItem } from "./csv-row-item.ts";

/** The columns that an item gives: all but those with a default that it does not name. */
export function columnsFor(item: MovedItem, { columns }: BulkTable): readonly BulkColumn[] {
  if (item instanceof CsvRowItem) return item.columns;
  const attributes = item.item;
  return columns.filter(({ name, hasDefault }) => !hasDefault || Object.hasOwn(attributes, name));
}

/** Whether rows of these columns tell their whole key. */
export function namesKey(columns: readonly BulkColumn[], { key }: BulkTable): boolean {
  return key.every(each => columns.some(({ name }) => name === each));
}

/** Tells shapes apart. */
export function sameColumns(a: readonly BulkColumn[], b: readonly BulkColumn[]): boolean {
  return a === b || (a.length === b.length && a.every((column, at) => column === b[at]));
}

/**
 * The cells of an item for these columns, null where it has none. Throws an "invalid" error for an
 * attribute without a column.
 */
export function cellsOfItem(
  item: MovedItem,
  columns: readonly BulkColumn[],
  table: BulkTable,
): readonly (string | null)[] {
  if (item instanceof CsvRowItem) return item.cells ?? unlike(item);
  const attributes = item.item;
  let known = 0;
  const cells = columns.map(column => {
    const value = attributeOf(attributes, column.name);
    if (value === undefined) return null;
    known += 1;
    return cellText(value, column);
  });
  const names = Object.keys(attributes);
  if (known === names.length) return cells;
  const unknown = names.find(name => !columns.some(column => column.name === name)) ?? "";
  throw new DynError("invalid", `${table.name} has no column ${JSON.stringify(unknown)}`);
}

function unlike({ columns }: CsvRowItem): never {
  throw new DynError("invalid", `not ${columns.length} cells, as the header has`);
}
