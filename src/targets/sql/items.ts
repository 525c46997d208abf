import type { Cell } from "../../sql/database.ts";
import { templateValueOf } from "../../template/of-attribute.ts";
import type { TemplateValue } from "../../template/scope.ts";
import { emptyItem, type Item } from "../../values/attribute.ts";
import type { SqlColumn } from "./columns.ts";
import { attributeIn } from "./values.ts";

/** A row as an item: what is NULL is not there. */
export function itemIn(cells: readonly Cell[], columns: readonly SqlColumn[]): Item {
  const item = emptyItem();
  for (const [at, column] of columns.entries()) {
    const value = attributeIn(cells[at], column);
    if (value !== undefined) item[column.name] = value;
  }
  return item;
}

/** The same for the templates of what follows, numbers exact. */
export function capturedIn(cells: readonly Cell[], columns: readonly SqlColumn[]): TemplateValue {
  const item = new Map<string, TemplateValue>();
  for (const [at, column] of columns.entries()) {
    const value = attributeIn(cells[at], column);
    if (value !== undefined) item.set(column.name, templateValueOf(value));
  }
  return item;
}
