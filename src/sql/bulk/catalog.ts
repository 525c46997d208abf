import type { Engine } from "../../config/sql-settings.ts";
import { didYouMean } from "../../config/suggest.ts";
import { DynError } from "../../errors.ts";
import type { Cell } from "../database.ts";
import type { ServerConnection } from "../engine.ts";
import type { BulkTable } from "./bulk-table.ts";

interface CatalogSql {
  /** Gives `schema`, `name`, and `near`: whether it is found without naming the schema. */
  readonly tables: string;
  /** Of one table: `name`, `type`, `has_default`, `computed`, `key_at` in the order of the columns. */
  readonly columns: string;
}

const catalogSql: Readonly<Record<Engine, CatalogSql>> = {
  postgres: {
    tables: `SELECT n.nspname::text AS schema, c.relname::text AS name,
        pg_table_is_visible(c.oid)::text AS near
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname !~ '^(pg_|information_schema$)'`,
    columns: `SELECT a.attname::text AS name, t.typname::text AS type,
        (a.atthasdef OR a.attidentity <> '')::text AS has_default,
        (a.attgenerated <> '')::text AS computed,
        array_position(i.indkey::int2[], a.attnum)::text AS key_at
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
      WHERE a.attrelid = (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = $1 AND c.relname = $2)
        AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum`,
  },
  mysql: {
    tables: `SELECT table_schema AS "schema", table_name AS name,
        CASE WHEN table_schema = DATABASE() THEN 'true' ELSE 'false' END AS near
      FROM information_schema.tables
      WHERE table_type = 'BASE TABLE'
        AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')`,
    columns: `SELECT c.column_name AS name, c.data_type AS type,
        CASE WHEN c.extra LIKE '%auto_increment%' OR
          (c.column_default IS NOT NULL AND c.column_default <> 'NULL') THEN 'true' ELSE 'false' END
          AS has_default,
        CASE WHEN c.extra LIKE '%GENERATED%' AND c.extra NOT LIKE '%DEFAULT_GENERATED%'
          THEN 'true' ELSE 'false' END AS computed,
        k.ordinal_position AS key_at
      FROM information_schema.columns c LEFT JOIN information_schema.key_column_usage k
        ON k.table_schema = c.table_schema AND k.table_name = c.table_name
          AND k.column_name = c.column_name AND k.constraint_name = 'PRIMARY'
      WHERE c.table_schema = ? AND c.table_name = ?
      ORDER BY c.ordinal_position`,
  },
};

/**
 * The table that a word means: by its exact name, with its schema or without, or in another case
 * when only one is called so. Throws a "usage" error when there is none.
 */
export async function describeTable(
  session: ServerConnection,
  engine: Engine,
  word: string,
  target: string,
): Promise<BulkTable> {
  const sql = catalogSql[engine];
  const tables = await rowsOf(session, sql.tables, []);
  const { schema, name } = named(word, tables) ?? missing(word, tables, target);
  const found = await rowsOf(session, sql.columns, [schema ?? "", name ?? ""]);
  const key = found.filter(({ key_at }) => key_at !== "");
  const json = engine === "mysql" ? await jsonOfMariadb(session, schema ?? "", name ?? "") : [];
  return {
    schema: schema ?? "",
    name: name ?? "",
    columns: found
      .filter(({ computed }) => computed !== "true")
      .map(({ name = "", type = "", has_default }) => ({
        name,
        type: json.includes(name) ? "json" : type,
        hasDefault: has_default === "true",
      })),
    key: key
      .toSorted((a, b) => Number(a.key_at) - Number(b.key_at))
      .map(({ name: column = "" }) => column),
  };
}

/** MariaDB's type for JSON is text that is checked. */
async function jsonOfMariadb(
  session: ServerConnection,
  schema: string,
  table: string,
): Promise<readonly string[]> {
  const text = `SELECT check_clause FROM information_schema.check_constraints
    WHERE constraint_schema = ? AND table_name = ?`;
  const reply = await session.run({ text, readOnly: true }, [schema, table]);
  // MySQL, which has a type of its own, has not such a table, or not the table's name in it.
  if (!reply.ok) return [];
  return reply.rows.rows.flatMap(([clause]) => {
    const [, name] = /^json_valid\([`"](.+)[`"]\)$/i.exec(textOf(clause)) ?? [];
    return name === undefined ? [] : [name];
  });
}

type Row = Readonly<Record<string, string | undefined>>;

function named(word: string, tables: readonly Row[]): Row | undefined {
  const whole = ({ schema, name }: Row) => `${schema}.${name}`;
  const near = tables.filter(table => table.near === "true");
  const exact = near.find(({ name }) => name === word) ?? tables.find(row => whole(row) === word);
  if (exact !== undefined) return exact;
  const lower = word.toLowerCase();
  const alike = [
    ...near.filter(({ name }) => name?.toLowerCase() === lower),
    ...tables.filter(row => whole(row).toLowerCase() === lower),
  ];
  return alike.length === 1 ? alike[0] : undefined;
}

function missing(word: string, tables: readonly Row[], target: string): never {
  const near = tables.filter(table => table.near === "true").map(({ name = "" }) => name);
  const meant = didYouMean(word, near);
  throw new DynError("usage", `${word}: no such table on ${target}`, {
    hint:
      meant === undefined
        ? "dyn aurora migrate up makes the tables of your migrations"
        : `did you mean ${meant}?`,
  });
}

async function rowsOf(
  session: ServerConnection,
  text: string,
  values: readonly string[],
): Promise<readonly Row[]> {
  const reply = await session.run({ text, readOnly: true }, values);
  if (!reply.ok) {
    const { message, code, cause } = reply.fault;
    throw new DynError("failed", `cannot read the catalogue: ${message} [${code}]`, { cause });
  }
  const { columns, rows } = reply.rows;
  return rows.map(row =>
    Object.fromEntries(columns.map(({ name }, at) => [name.toLowerCase(), textOf(row[at])])),
  );
}

function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Uint8Array ? Buffer.from(cell).toString() : String(cell);
}
