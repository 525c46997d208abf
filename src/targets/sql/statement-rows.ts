import type { Cell, Column, Rows } from "../../sql/database.ts";
import { templateValueOf } from "../../template/of-attribute.ts";
import type { TemplateValue } from "../../template/scope.ts";
import { isAttributeValue } from "../../values/attribute.ts";

/** Types whose text is a number, as the engines call them. */
const numbers: ReadonlySet<string> = new Set([
  ...["int2", "int4", "int8", "numeric", "float4", "float8"],
  ...["tinyint", "smallint", "mediumint", "int", "bigint", "year", "decimal", "float", "double"],
]);
const documents: ReadonlySet<string> = new Set(["json", "jsonb"]);

/** Rows of any statement, for the templates of what follows: NULL is null, and numbers are exact. */
export function capturedRows({ columns, rows }: Rows): readonly TemplateValue[] {
  return rows.map(
    cells => new Map(columns.map((column, at) => [column.name, valueIn(cells[at], column)])),
  );
}

function valueIn(cell: Cell | undefined, { type }: Column): TemplateValue {
  if (cell === null || cell === undefined) return null;
  if (typeof cell !== "string") return cell;
  // Numbers that are none, such as NaN, stay texts.
  if (numbers.has(type) && Number.isFinite(Number(cell))) return templateValueOf({ N: cell });
  return documents.has(type) ? documentIn(cell) : cell;
}

/** What dyn stored says its types, as DynamoDB's JSON does; other JSON stays text. */
function documentIn(text: string): TemplateValue {
  const value: unknown = JSON.parse(text);
  if (isAttributeValue(value) && Object.keys(value).length === 1) return templateValueOf(value);
  return text;
}
