import type { SqlStatement } from "../../../sql/database.ts";
import { quoted } from "../../../sql/identifiers.ts";
import type { Manner } from "../many.ts";
import type { Values } from "../rows.ts";
import { selectionText } from "../selection.ts";
import { Writing } from "../statement-writing.ts";
import { columnText } from "../tables.ts";
import { mysql } from "./mysql.ts";

/** A place for each value, so that each number of rows has a text of its own. */
export const mysqlMany: Manner = {
  // A prepared statement counts its values in 16 bits.
  mostValues: 65_535,
  read: (table, columns, most) => {
    const match = table.key.map(
      each => `${columnText(table, each)} = ${mysql.compared("?", each)}`,
    );
    const any = Array(most)
      .fill(`(${match.join(" AND ")})`)
      .join(" OR ");
    const text = `SELECT ${selectionText(table, columns)} FROM ${quoted(table.name)} WHERE ${any}`;
    const { statement } = new Writing(mysql).finish(text, { readOnly: true, idempotent: true });
    return keys => {
      // What is asked for twice is read once.
      const more = Array<Values>(Math.max(0, most - keys.length)).fill(keys.at(-1) ?? []);
      return { statement, values: [...keys, ...more].flat() };
    };
  },
  store: (table, columns, conflict) => {
    const list = columns.map(({ name }) => quoted(name)).join(", ");
    const row = `(${columns.map(() => "?").join(", ")})`;
    const statements = new Map<number, SqlStatement>();
    const statementOf = (count: number): SqlStatement => {
      const all = Array(count).fill(row).join(", ");
      const text = `INSERT INTO ${quoted(table.name)} (${list}) VALUES ${all}${conflict}`;
      return new Writing(mysql).finish(text, { readOnly: false, idempotent: true }).statement;
    };
    return rows => {
      const statement = statements.get(rows.length) ?? statementOf(rows.length);
      statements.set(rows.length, statement);
      return { statement, values: rows.flat() };
    };
  },
};
