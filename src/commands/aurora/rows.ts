import { DynError } from "../../errors.ts";
import type { Cell, Column, Rows, SqlValue } from "../../sql/database.ts";
import { ExactNumber } from "../../template/scope.ts";
import { type AttributeValue, emptyItem, type Item } from "../../values/attribute.ts";
import { parsePlain, plainText } from "../../values/plain.ts";

/** Rows as items, so that every format of items prints them; numbers keep their digits. */
export function itemsOf({ columns, rows }: Rows): readonly Item[] {
  const names = columnNames(columns);
  return rows.map(row => {
    const item = emptyItem();
    for (const [position, column] of columns.entries()) {
      item[names[position] ?? column.name] = attributeOf(row[position] ?? null, column.type);
    }
    return item;
  });
}

/** The columns' names; one that is there again gets a number, for an item has each name once. */
export function columnNames(columns: readonly Column[]): readonly string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let own = name;
    for (let again = 2; taken.has(own); again++) own = `${name}_${again}`;
    taken.add(own);
    return own;
  });
}

const numeric =
  /^(?:u?int\d?|integer|numeric|decimal|newdecimal|float\d?|double|real|tiny|tinyint|short|smallint|int24|mediumint|long|longlong|bigint|year|oid)\b/i;
const digits = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function attributeOf(cell: Cell, type: string): AttributeValue {
  if (cell === null) return { NULL: true };
  if (typeof cell === "boolean") return { BOOL: cell };
  if (typeof cell !== "string") return { B: Buffer.from(cell).toString("base64") };
  // Not `NaN`, nor an infinity, which are no numbers in JSON.
  if (numeric.test(type) && digits.test(cell)) return { N: cell };
  return /^jsonb?$/i.test(type) ? jsonValue(cell) : { S: cell };
}

function jsonValue(text: string): AttributeValue {
  try {
    return parsePlain(text, "a column");
  } catch (error) {
    // It is JSON, but of a kind that has another meaning as plain JSON.
    if (error instanceof DynError) return { S: text };
    throw error;
  }
}

/** A parameter as a statement takes it; what is nested is JSON. */
export function sqlValueOf(value: AttributeValue): SqlValue {
  if ("S" in value) return value.S;
  if ("N" in value) return new ExactNumber(value.N);
  if ("BOOL" in value) return value.BOOL;
  if ("NULL" in value) return null;
  if ("B" in value) return Buffer.from(value.B, "base64");
  return plainText(value);
}
