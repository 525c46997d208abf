import { bytesOf, type Line, maxLineBytes } from "./lines.ts";

/** The cells of a record, undefined where one is empty and has no quotes; or what is wrong with it. */
export interface Row {
  readonly cells: readonly (string | undefined)[] | string;
  readonly line: number;
  readonly bytes: () => Uint8Array;
}

/** One record of RFC 4180, without the line break at its end; as text: what is wrong with it. */
export function cellsOf(text: string): readonly (string | undefined)[] | string {
  const cells: (string | undefined)[] = [];
  let at = 0;
  for (;;) {
    if (text.startsWith('"', at)) {
      let cell = "";
      let end: number;
      for (;;) {
        end = text.indexOf('"', at + 1);
        if (end < 0) return notClosed;
        cell += text.slice(at + 1, end);
        if (!text.startsWith('"', end + 1)) break;
        cell += '"';
        at = end + 1;
      }
      cells.push(cell);
      at = end + 1;
    } else {
      const comma = text.indexOf(",", at);
      const end = comma < 0 ? text.length : comma;
      const cell = text.slice(at, end);
      if (cell.includes('"'))
        return 'a quote within a cell that has none around it; write it as ""';
      cells.push(cell === "" ? undefined : cell);
      at = end;
    }
    if (at === text.length) return cells;
    if (!text.startsWith(",", at)) return 'text behind a closing quote; a quote in a cell is ""';
    at += 1;
  }
}

const notClosed = "a quote that is not closed";
/** What holding a line costs besides its text, so that empty ones count, too. */
const lineBytes = 32;

/**
 * Puts together the records whose cells hold line breaks. A stray quote spoils the one line that it
 * stands on: what would have been swallowed with it is read again.
 */
export class CsvRows {
  /** A record whose last cell is still open. */
  #open: Line[] = [];
  #openBytes = 0;

  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  push(lines: readonly Line[]): Row[] {
    const rows: Row[] = [];
    for (const line of lines) this.#add(line, rows);
    return rows;
  }

  /** The rows of what is still open at the end of the file. */
  end(): Row[] {
    const rows: Row[] = [];
    while (this.#open.length > 0) this.#spoil(notClosed, rows);
    return rows;
  }

  #add(line: Line, rows: Row[]): void {
    const { text } = line;
    if (text === undefined) {
      while (this.#open.length > 0) this.#spoil(notClosed, rows);
      rows.push(badRow(line, line.problem ?? ""));
      return;
    }
    const toggles = hasOddQuotes(text);
    if (this.#open.length === 0 && !toggles) {
      if (text !== "" && text !== "\r") rows.push(rowOf([line]));
      return;
    }
    this.#open.push(line);
    this.#openBytes += text.length + lineBytes;
    if (this.#open.length > 1 && toggles) {
      const row = rowOf(this.#open);
      if (typeof row.cells === "string") this.#spoil(row.cells, rows);
      else {
        rows.push(row);
        this.#forget();
      }
    } else if (this.#openBytes > maxLineBytes) this.#spoil(notClosed, rows);
  }

  /** The first line of the open record is bad; those after it are read anew. */
  #spoil(problem: string, rows: Row[]): void {
    const [first, ...others] = this.#open;
    this.#forget();
    if (first !== undefined) rows.push(badRow(first, problem));
    for (const other of others) this.#add(other, rows);
  }

  #forget(): void {
    this.#open = [];
    this.#openBytes = 0;
  }
}

function rowOf(lines: readonly Line[]): Row {
  const text = lines.map(line => line.text).join("\n");
  return {
    cells: cellsOf(text.endsWith("\r") ? text.slice(0, -1) : text),
    line: lines[0]?.line ?? 0,
    bytes: () => Buffer.from(text),
  };
}

function badRow(line: Line, problem: string): Row {
  return { cells: problem, line: line.line, bytes: () => bytesOf(line) };
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}
