import { quoted } from "../../../sql/identifiers.ts";
import { documentComment } from "../columns.ts";
import type { Design, Dialect } from "../dialect.ts";
import { refuseLongNames } from "./names.ts";
import { findTable, tableNames } from "./postgres-catalogue.ts";

const types = {
  S: 'text COLLATE "C"',
  N: "numeric",
  B: "bytea",
  BOOL: "boolean",
  document: "jsonb",
} as const;

/** PostgreSQL cuts longer names off without a word. */
const longestNameBytes = 63;

export const postgres: Dialect = {
  engine: "postgres",
  placeholder: position => `$${position}`,
  // The server takes a value for one of the other side's type.
  compared: placeholder => placeholder,
  number: (placeholder, range) =>
    `CAST(${placeholder} AS ${range?.kind === "float" ? "double precision" : "numeric"})`,
  text: (name, { type }) => (type === "text" ? name : `CAST(${name} AS text)`),
  startsWith: (text, prefix) => `starts_with(${text}, ${prefix})`,
  contains: (text, part) => `strpos(${text}, ${part}) > 0`,
  onConflict: (key, assignments, where) => {
    const target = key.map(({ name }) => quoted(name)).join(", ");
    if (assignments === undefined) return ` ON CONFLICT (${target}) DO NOTHING`;
    // A row that is nothing but its key was found all the same.
    const [first = ""] = key.map(({ name }) => `${quoted(name)} = EXCLUDED.${quoted(name)}`);
    const set = assignments.length === 0 ? first : assignments.join(", ");
    const only = where === undefined ? "" : ` WHERE ${where}`;
    return ` ON CONFLICT (${target}) DO UPDATE SET ${set}${only}`;
  },
  inserted: name => `EXCLUDED.${name}`,
  defaulted: () => "DEFAULT",
  conditionalUpsert: true,
  writingWith: true,
  sequentialAssignments: false,
  lock: " FOR SHARE",
  locksAbsence: false,
  definition: async kind => types[kind],
  creation: async design => creation(design),
  find: findTable,
  tables: tableNames,
};

function creation({ table, columns, key, indexes }: Design): readonly string[] {
  refuseLongNames(
    [table, ...columns.map(({ name }) => name), ...indexes.map(({ name }) => name)],
    name => Buffer.byteLength(name) <= longestNameBytes,
    `PostgreSQL's names have at most ${longestNameBytes} bytes`,
  );
  const list = (names: readonly string[]) => names.map(quoted).join(", ");
  const parts = [
    ...columns.map(
      ({ name, kind }) => `${quoted(name)} ${types[kind]}${key.includes(name) ? " NOT NULL" : ""}`,
    ),
    `PRIMARY KEY (${list(key)})`,
  ];
  return [
    `CREATE TABLE ${quoted(table)} (${parts.join(", ")})`,
    ...columns
      .filter(({ kind }) => kind === "document")
      .map(
        ({ name }) => `COMMENT ON COLUMN ${quoted(table)}.${quoted(name)} IS '${documentComment}'`,
      ),
    ...indexes.map(
      ({ name, columns: of }) => `CREATE INDEX ${quoted(name)} ON ${quoted(table)} (${list(of)})`,
    ),
  ];
}
