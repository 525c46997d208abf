import { didYouMean } from "../../config/suggest.ts";
import { columnOf } from "../../data/formats/csv-column.ts";
import { CsvRows, type Row } from "../../data/formats/csv-row.ts";
import type { Line } from "../../data/formats/lines.ts";
import type { SourceRecord } from "../../data/transfer/source.ts";
import { DynError } from "../../errors.ts";
import type { BulkColumn, BulkTable } from "./bulk-table.ts";
import { CsvRowItem } from "./csv-row-item.ts";

const quote = 34;
const comma = 44;
const carriageReturn = 13;

/**
 * The records of a CSV, whose first one names columns of a table, told apart and left as they are:
 * the server reads their cells. Throws an "invalid" error for a header that does not fit.
 */
export class RawCsvReader {
  readonly #table: BulkTable;
  /** Records whose cells hold line breaks, or quotes that do not match. */
  readonly #rows = new CsvRows();
  #columns: readonly BulkColumn[] | undefined;
  #block: Buffer | undefined;
  /** Of the block; its length when there is none any more. */
  #nextQuote = 0;

  constructor(table: BulkTable) {
    this.#table = table;
  }

  push(lines: readonly Line[]): SourceRecord[] {
    const records: SourceRecord[] = [];
    for (const line of lines) {
      if (this.#columns !== undefined && !this.#rows.isOpen && this.#isWhole(line)) {
        this.#addLine(line, this.#columns, records);
      } else this.#addRows(this.#rows.push([line]), records);
    }
    return records;
  }

  end(): SourceRecord[] {
    const records: SourceRecord[] = [];
    this.#addRows(this.#rows.end(), records);
    return records;
  }

  #addLine({ block, start, end, line }: Line, columns: readonly BulkColumn[], to: SourceRecord[]) {
    const last = end > start && block[end - 1] === carriageReturn ? end - 1 : end;
    if (last > start) to.push({ item: new CsvRowItem(block, start, last, columns), line });
  }

  #addRows(rows: readonly Row[], to: SourceRecord[]): void {
    for (const { cells, line, bytes } of rows) {
      if (this.#columns === undefined) this.#columns = columnsOf(cells, line, this.#table);
      else if (typeof cells === "string") to.push({ bytes: bytes(), line, problem: cells });
      else {
        const block = Buffer.from(bytes());
        this.#addLine({ text: "", block, start: 0, end: block.length, line }, this.#columns, to);
      }
    }
  }

  /** Whether it is text whose quotes are all around cells, or doubled within them: the server loses others. */
  #isWhole(line: Line): boolean {
    const { block, start, end } = line;
    if (line.problem !== undefined) return false;
    if (block !== this.#block) {
      this.#block = block;
      this.#nextQuote = 0;
    }
    let isOpen = false;
    let isStray = false;
    let before = -1;
    if (this.#nextQuote < start) this.#nextQuote = quoteAfter(block, start);
    while (this.#nextQuote < end) {
      const at = this.#nextQuote;
      const neighbour = block[isOpen ? at + 1 : at - 1];
      const isAtEdge = neighbour === comma || at === (isOpen ? end - 1 : start);
      const isDoubled = isOpen ? neighbour === quote : before === at - 1;
      isStray ||= !isAtEdge && !isDoubled && !(isOpen && neighbour === carriageReturn);
      isOpen = !isOpen;
      before = at;
      this.#nextQuote = quoteAfter(block, at + 1);
    }
    return !isOpen && !isStray;
  }
}

function quoteAfter(block: Buffer, start: number): number {
  const at = block.indexOf(quote, start);
  return at < 0 ? block.length : at;
}

function columnsOf(cells: Row["cells"], line: number, table: BulkTable): readonly BulkColumn[] {
  const names = typeof cells === "string" ? [] : cells.map(cell => cell ?? "");
  const columns = names.map(name => columnCalled(name, table));
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (columns.length > 0 && twice === undefined) return columns;
  const why = typeof cells === "string" ? cells : `the column ${JSON.stringify(twice?.name)} twice`;
  throw new DynError("invalid", `line ${line}: the header has ${why}`);
}

function columnCalled(name: string, { name: table, columns }: BulkTable): BulkColumn {
  const bare = columnOf(name).name;
  const found =
    columns.find(column => column.name === name) ??
    columns.find(column => column.name === bare) ??
    onlyOne(columns.filter(column => column.name.toLowerCase() === bare.toLowerCase()));
  if (found !== undefined) return found;
  const names = columns.map(column => column.name);
  const meant = didYouMean(bare, names);
  throw new DynError("invalid", `${table} has no column ${JSON.stringify(bare)}`, {
    hint:
      meant === undefined
        ? `a CSV begins with the names of its columns; those of ${table} are ${names.join(", ")}`
        : `did you mean ${meant}?`,
  });
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
