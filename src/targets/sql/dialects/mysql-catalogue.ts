import type { AttributeKind } from "../../../scenario/attributes.ts";
import type { Cell } from "../../../sql/database.ts";
import { documentComment, type SqlColumn } from "../columns.ts";
import type { Ask, Catalogued } from "../dialect.ts";
import { decimals, integers, type NumberRange } from "../numbers.ts";
import { indexesOf } from "./index-rows.ts";

const columnsQuery = `
  SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, coalesce(COLUMN_DEFAULT, 'NULL'), EXTRA,
    coalesce(COLLATION_NAME, ''), COLUMN_COMMENT, coalesce(NUMERIC_PRECISION, 0), coalesce(NUMERIC_SCALE, 0)
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?
  ORDER BY ORDINAL_POSITION`;

/** An index of a column's first characters alone is none of the whole column. */
const indexesQuery = `
  SELECT INDEX_NAME, CASE INDEX_NAME WHEN 'PRIMARY' THEN 'true' ELSE 'false' END,
    CASE NON_UNIQUE WHEN 0 THEN 'true' ELSE 'false' END,
    CASE WHEN SUB_PART IS NULL THEN coalesce(COLUMN_NAME, '') ELSE '' END
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?
  ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX`;

const tablesQuery = `
  SELECT TABLE_NAME FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1 LIMIT 1000`;

export async function findTable(table: string, ask: Ask): Promise<Catalogued | undefined> {
  const { rows } = await ask(columnsQuery, [table]);
  if (rows.length === 0) return undefined;
  const indexes = await ask(indexesQuery, [table]);
  return { columns: rows.map(columnOf), indexes: indexesOf(indexes.rows) };
}

export async function tableNames(ask: Ask): Promise<readonly string[]> {
  return (await ask(tablesQuery, [])).rows.map(([name]) => String(name));
}

function columnOf(cells: readonly Cell[]): SqlColumn {
  const [name = "", type = "", full = "", nullable, initial, extra = "", collation = "", comment] =
    cells.map(String);
  const [precision, scale] = cells.slice(8).map(Number);
  const range = rangeOf(type, full, [precision ?? 0, scale ?? 0]);
  return {
    name,
    type,
    kind: comment === documentComment ? "document" : kindOf(type, full),
    ...(range && { range }),
    bytewise: collation.endsWith("nopad_bin") || collation === "utf8mb4_0900_bin",
    nullable: nullable === "YES",
    otherwise: otherwiseOf(String(initial), extra),
  };
}

function otherwiseOf(initial: string, extra: string): SqlColumn["otherwise"] {
  if (/\b(virtual|stored|persistent|auto_increment)\b/i.test(extra)) return "generated";
  return initial === "NULL" ? "null" : "default";
}

/** Bytes of the integers. */
const integerTypes: ReadonlyMap<string, number> = new Map([
  ["tinyint", 1],
  ["smallint", 2],
  ["mediumint", 3],
  ["int", 4],
  ["bigint", 8],
]);

function kindOf(type: string, full: string): AttributeKind {
  if (full === "tinyint(1)") return "BOOL";
  if (integerTypes.has(type) || ["decimal", "float", "double"].includes(type)) return "N";
  return /blob$|binary$/.test(type) ? "B" : "S";
}

function rangeOf(
  type: string,
  full: string,
  [precision, scale]: readonly [number, number],
): NumberRange | undefined {
  const bytes = integerTypes.get(type);
  if (bytes !== undefined) return integers(bytes, full.includes("unsigned"));
  switch (type) {
    case "decimal":
      return decimals(precision, scale);
    case "float":
      return { kind: "float", bytes: 4 };
    case "double":
      return { kind: "float", bytes: 8 };
    default:
      return undefined;
  }
}
