import { cellsOf } from "../../data/formats/csv-row.ts";
import { MovedItem } from "../../data/transfer/moved-item.ts";
import { emptyItem, type Item } from "../../values/attribute.ts";
import { parsePlain } from "../../values/plain.ts";
import type { BulkColumn } from "./bulk-table.ts";
import { isJson } from "./cell-text.ts";

/** A record of a CSV as it stands in its file; an item is made of it for the dead letters alone. */
export class CsvRowItem extends MovedItem {
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;
  /** One for each cell. */
  readonly columns: readonly BulkColumn[];

  constructor(block: Buffer, start: number, end: number, columns: readonly BulkColumn[]) {
    super(undefined, undefined);
    this.block = block;
    this.start = start;
    this.end = end;
    this.columns = columns;
  }

  /** What its cells hold, null where one is empty and has no quotes; undefined when they are not as many as the columns. */
  get cells(): readonly (string | null)[] | undefined {
    const cells = cellsOf(this.block.toString("utf8", this.start, this.end));
    if (typeof cells === "string" || cells.length !== this.columns.length) return undefined;
    return cells.map(cell => cell ?? null);
  }

  override get item(): Item {
    const item = emptyItem();
    const { cells } = this;
    for (const [at, { name, type }] of this.columns.entries()) {
      const cell = cells?.[at];
      if (cell !== null && cell !== undefined) item[name] = attributeFrom(cell, type);
    }
    return item;
  }

  override get text(): string {
    return JSON.stringify(this.item);
  }
}

/** JSON that stands in a cell is JSON again in the dead letters: a string of it would be loaded as a string. */
function attributeFrom(cell: string, type: string) {
  if (!isJson(type)) return { S: cell };
  try {
    return parsePlain(cell);
  } catch {
    return { S: cell };
  }
}
