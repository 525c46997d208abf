import { DynError, located } from "../../errors.ts";
import { emptyItem } from "../../values/attribute.ts";
import { MovedItem } from "../transfer/moved-item.ts";
import type { SourceRecord } from "../transfer/source.ts";
import { cellValue } from "./csv-cell.ts";
import { type ColumnType, columnOf } from "./csv-column.ts";
import { CsvRows, type Row } from "./csv-row.ts";
import type { Line } from "./lines.ts";
import { problemOf } from "./problem.ts";

export interface CsvReadOptions {
  /** Types of columns by name, as `--columns` gives them; they go before those of the header. */
  readonly columns?: ReadonlyMap<string, ColumnType>;
  /** Types of key attributes, for columns that have none. */
  readonly keyTypes?: ReadonlyMap<string, ColumnType>;
}

interface TypedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * Records of a CSV whose first one is its header. A cell is text unless the column has a type; one
 * that is empty and has no quotes is no attribute. Throws an "invalid" error for a header that
 * cannot be used, a "usage" error for a column that it has not.
 */
export class CsvReader {
  readonly #rows = new CsvRows();
  readonly #options: CsvReadOptions;
  #columns: readonly TypedColumn[] | undefined;

  constructor(options: CsvReadOptions) {
    this.#options = options;
  }

  push(lines: readonly Line[]): SourceRecord[] {
    return this.#records(this.#rows.push(lines));
  }

  end(): SourceRecord[] {
    return this.#records(this.#rows.end());
  }

  #records(rows: readonly Row[]): SourceRecord[] {
    const records: SourceRecord[] = [];
    for (const row of rows) {
      if (this.#columns === undefined) this.#columns = columnsOf(row, this.#options);
      else records.push(toRecord(row, this.#columns));
    }
    return records;
  }
}

function columnsOf({ cells, line }: Row, { columns, keyTypes }: CsvReadOptions): TypedColumn[] {
  const wrong = (problem: string) =>
    new DynError("invalid", `line ${line}: ${problem}`, {
      hint: "a CSV begins with the names of its columns, such as Id,Name,Age:N",
    });
  if (typeof cells === "string") throw wrong(`the header has ${cells}`);
  const named = cells.map((cell, at) => {
    if (cell === undefined || cell === "") throw wrong(`column ${at + 1} has no name`);
    return columnOf(cell);
  });
  const names = new Set<string>();
  for (const { name } of named) {
    if (names.has(name)) throw wrong(`the column ${JSON.stringify(name)} is there twice`);
    names.add(name);
  }
  const unknown = [...(columns?.keys() ?? [])].find(name => !names.has(name));
  if (unknown !== undefined) {
    throw new DynError("usage", `there is no column ${JSON.stringify(unknown)}`, {
      hint: `the columns are ${[...names].join(", ")}`,
    });
  }
  return named.map(({ name, type }) => ({
    name,
    type: columns?.get(name) ?? type ?? keyTypes?.get(name) ?? "S",
  }));
}

function toRecord({ cells, line, bytes }: Row, columns: readonly TypedColumn[]): SourceRecord {
  if (typeof cells === "string") return { bytes: bytes(), line, problem: cells };
  if (cells.length !== columns.length) {
    const problem = `${cells.length} cells, and the header has ${columns.length}`;
    return { bytes: bytes(), line, problem };
  }
  try {
    const item = emptyItem();
    columns.forEach(({ name, type }, at) => {
      const cell = cells[at];
      const value = cell === undefined ? undefined : valueIn(cell, type, name);
      if (value !== undefined) item[name] = value;
    });
    return { item: MovedItem.ofItem(item), line };
  } catch (error) {
    return { bytes: bytes(), line, problem: problemOf(error) };
  }
}

function valueIn(cell: string, type: ColumnType, name: string) {
  try {
    return cellValue(cell, type);
  } catch (error) {
    throw located(error, name);
  }
}
