import pg from "pg";
import { ExactNumber } from "../../template/scope.ts";
import type { Cell, Column, SqlValue } from "../database.ts";

const { builtins } = pg.types;

/** PostgreSQL's names of its own types by their numbers (`pg_type.dat`). */
const names: ReadonlyMap<number, string> = new Map(
  Object.entries(builtins).map(([name, oid]) => [Number(oid), name.toLowerCase()]),
);

export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** The columns of a result, and what makes cells of the server's text. */
export interface Shape {
  readonly columns: readonly Column[];
  /** In place; a row of text alone is left as it is. */
  convert(row: Cell[]): readonly Cell[];
}

export function shapeOf(fields: readonly Field[]): Shape {
  const columns = fields.map(({ name, dataTypeID }) => ({
    name,
    type: names.get(dataTypeID) ?? "unknown",
  }));
  const converted = fields.flatMap(({ dataTypeID }, at) => {
    const parse = parsers.get(dataTypeID);
    return parse ? [{ at, parse }] : [];
  });
  const convert = (row: Cell[]) => {
    for (const { at, parse } of converted) {
      const text = row[at];
      if (typeof text === "string") row[at] = parse(text);
    }
    return row;
  };
  return { columns, convert };
}

const parsers = new Map<number, (text: string) => Cell>([
  [builtins.BOOL, text => text === "t"],
  // `\x` and hexadecimal digits, as the session is told to write them.
  [builtins.BYTEA, text => Buffer.from(text.slice(2), "hex")],
]);

/** What the protocol takes: text, or bytes as they are. */
export function parameterOf(value: SqlValue): string | Buffer | null {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return value instanceof ExactNumber ? value.text : arrayText(value);
}

/** The text of an array: `{"a",NULL,"\\x00ff"}`. */
function arrayText(values: readonly SqlValue[]): string {
  return `{${values.map(elementText).join(",")}}`;
}

function elementText(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString("hex")}"`;
  return value instanceof ExactNumber ? value.text : arrayText(value);
}
