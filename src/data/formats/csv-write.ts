import { csvCell } from "../../output/document.ts";
import { type AttributeValue, attributeOf, type Item } from "../../values/attribute.ts";
import { plainText } from "../../values/plain.ts";
import { type CsvColumn, columnOf } from "./csv-column.ts";

/** `Id,Age:N`; a name that looks as if it had a type gets one. */
export function csvHeader(columns: readonly CsvColumn[]): string {
  const cells = columns.map(({ name, type }) => {
    const shown = type ?? (columnOf(name).type === undefined ? undefined : "S");
    return csvCell(shown === undefined ? name : `${name}:${shown}`);
  });
  return `${cells.join(",")}\r\n`;
}

export function csvLine(item: Item, columns: readonly CsvColumn[]): string {
  return `${columns.map(({ name, type }) => cell(attributeOf(item, name), type)).join(",")}\r\n`;
}

/** An absent attribute is empty, and an empty string `""`. */
function cell(value: AttributeValue | undefined, type: CsvColumn["type"]): string {
  if (value === undefined) return "";
  if ("S" in value && type !== "JSON") return value.S === "" ? '""' : csvCell(value.S);
  return csvCell(plainText(value));
}
