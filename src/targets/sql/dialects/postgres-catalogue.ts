import type { AttributeKind } from "../../../scenario/attributes.ts";
import type { Cell } from "../../../sql/database.ts";
import { quoted } from "../../../sql/identifiers.ts";
import { documentComment, type SqlColumn } from "../columns.ts";
import type { Ask, Catalogued } from "../dialect.ts";
import { decimals, integers, type NumberRange } from "../numbers.ts";
import { indexesOf } from "./index-rows.ts";

/** Types of domains count as what they are made of. */
const columnsQuery = `
  SELECT a.attname::text, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL),
    format_type(a.atttypid, a.atttypmod), (NOT a.attnotnull)::text,
    CASE WHEN a.attgenerated <> '' OR a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'
      THEN 'generated' WHEN a.atthasdef THEN 'default' ELSE 'null' END,
    (coalesce(c.collname, '') IN ('C', 'POSIX', 'ucs_basic', 'pg_c_utf8') OR coalesce(c.collname, '') = 'default'
      AND (SELECT datcollate IN ('C', 'POSIX') FROM pg_database WHERE datname = current_database()))::text,
    coalesce(col_description(a.attrelid, a.attnum), '')
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_collation c ON c.oid = a.attcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum`;

const indexesQuery = `
  SELECT c.relname::text, i.indisprimary::text, i.indisunique::text, coalesce(a.attname, '')::text
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
  WHERE i.indrelid = to_regclass($1) AND i.indpred IS NULL AND i.indisvalid
    AND k.position <= i.indnkeyatts
  ORDER BY i.indisprimary DESC, c.relname, k.position`;

const tablesQuery = `
  SELECT c.relname::text FROM pg_class c
  WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)
    AND c.relnamespace NOT IN (SELECT oid FROM pg_namespace
      WHERE nspname IN ('pg_catalog', 'information_schema'))
  ORDER BY 1 LIMIT 1000`;

export async function findTable(table: string, ask: Ask): Promise<Catalogued | undefined> {
  const { rows } = await ask(columnsQuery, [quoted(table)]);
  if (rows.length === 0) return undefined;
  const indexes = await ask(indexesQuery, [quoted(table)]);
  return { columns: rows.map(columnOf), indexes: indexesOf(indexes.rows) };
}

export async function tableNames(ask: Ask): Promise<readonly string[]> {
  return (await ask(tablesQuery, [])).rows.map(([name]) => String(name));
}

function columnOf(cells: readonly Cell[]): SqlColumn {
  const [name = "", type = "", full = "", nullable, otherwise, bytewise, comment] =
    cells.map(String);
  const range = rangeOf(type, full);
  return {
    name,
    type,
    kind: comment === documentComment ? "document" : kindOf(type),
    ...(range && { range }),
    bytewise: bytewise === "true" && type === "text",
    nullable: nullable === "true",
    otherwise: otherwise as SqlColumn["otherwise"],
  };
}

function kindOf(type: string): AttributeKind {
  if (numbers.has(type)) return "N";
  if (type === "bytea") return "B";
  return type === "boolean" ? "BOOL" : "S";
}

const numbers: ReadonlyMap<string, NumberRange> = new Map([
  ["numeric", { kind: "any" }],
  ["smallint", integers(2)],
  ["integer", integers(4)],
  ["bigint", integers(8)],
  ["real", { kind: "float", bytes: 4 }],
  ["double precision", { kind: "float", bytes: 8 }],
]);

/** `full` is the type with its modifiers. */
function rangeOf(type: string, full: string): NumberRange | undefined {
  const modifiers = /^numeric\((\d+),(-?\d+)\)$/.exec(full);
  if (modifiers) return decimals(Number(modifiers[1]), Number(modifiers[2]));
  return numbers.get(type);
}
