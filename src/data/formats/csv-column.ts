import { DynError } from "../../errors.ts";
import { cellsOf } from "./csv-row.ts";

/** What a CSV's header may say of a column, behind a colon; `JSON` is any value, as plain JSON. */
export const columnTypes = [
  "S",
  "N",
  "B",
  "BOOL",
  "NULL",
  "L",
  "M",
  "SS",
  "NS",
  "BS",
  "JSON",
] as const;
export type ColumnType = (typeof columnTypes)[number];

export interface CsvColumn {
  readonly name: string;
  /** Of all its values; absent: text as it stands, every other value as its plain JSON. */
  readonly type?: ColumnType;
}

const typedName = new RegExp(`^(.+):(${columnTypes.join("|")})$`, "s");

/** `Age:N` is a column with a type, `Age` one without. */
export function columnOf(text: string): CsvColumn {
  const [, name, type] = typedName.exec(text) ?? [];
  return name === undefined ? { name: text } : { name, type: type as ColumnType };
}

/** Reads `Age:N,Tags:SS`, as `--columns` takes it. Throws a "usage" error for what is no such list. */
export function parseColumns(text: string): ReadonlyMap<string, ColumnType> {
  const cells = cellsOf(text);
  const columns = typeof cells === "string" ? [] : cells.map(cell => columnOf(cell ?? ""));
  const types = new Map<string, ColumnType>();
  for (const { name, type } of columns) if (type !== undefined) types.set(name, type);
  if (types.size > 0 && types.size === columns.length) return types;
  throw new DynError("usage", `${JSON.stringify(text)} is no list of columns and their types`, {
    hint: `such as --columns "Age:N,Tags:SS"; the types are ${columnTypes.join(", ")}`,
  });
}
