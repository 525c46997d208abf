import type { SqlValue } from "../../../sql/database.ts";
import { quoted } from "../../../sql/identifiers.ts";
import type { SqlColumn } from "../columns.ts";
import type { Manner } from "../many.ts";
import type { Values } from "../rows.ts";
import { selectionText } from "../selection.ts";
import { Writing } from "../statement-writing.ts";
import { columnText } from "../tables.ts";
import { postgres } from "./postgres.ts";

/** A list for each column: the text is the same for any number of rows. */
export const postgresMany: Manner = {
  mostValues: Number.POSITIVE_INFINITY,
  read: (table, columns) => {
    const { key } = table;
    const match = key.map(each => `${columnText(table, each)} = wanted.${quoted(each.name)}`);
    const text = `SELECT ${selectionText(table, columns)} FROM ${unnested("wanted", key)} JOIN ${quoted(table.name)} ON ${match.join(" AND ")}`;
    const { statement } = new Writing(postgres).finish(text, { readOnly: true, idempotent: true });
    return keys => ({ statement, values: byColumn(keys, key.length) });
  },
  store: (table, columns, conflict) => {
    const list = names(columns);
    const text = `INSERT INTO ${quoted(table.name)} (${list}) SELECT ${list} FROM ${unnested("given", columns)}${conflict}`;
    const { statement } = new Writing(postgres).finish(text, { readOnly: false, idempotent: true });
    return rows => ({ statement, values: byColumn(rows, columns.length) });
  },
};

/** Types that, without a length, would be cut to one character; `unnest` gives them as they come. */
const unbounded: Readonly<Record<string, string>> = { character: "bpchar", bit: "varbit" };

function unnested(alias: string, columns: readonly SqlColumn[]): string {
  const lists = columns.map(
    ({ type }, at) => `CAST(${postgres.placeholder(at + 1)} AS ${unbounded[type] ?? type}[])`,
  );
  return `unnest(${lists.join(", ")}) AS ${alias} (${names(columns)})`;
}

function names(columns: readonly SqlColumn[]): string {
  return columns.map(({ name }) => quoted(name)).join(", ");
}

function byColumn(rows: readonly Values[], count: number): readonly (readonly SqlValue[])[] {
  return Array.from({ length: count }, (_, at) => rows.map(row => row[at] ?? null));
}
