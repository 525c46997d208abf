import { type AttributeValue, emptyItem } from "../../values/attribute.ts";
import { plainText } from "../../values/plain.ts";
import type { BulkColumn } from "./bulk-table.ts";

/**
 * A value as the text that the column's own type reads; null for NULL. Numbers keep their digits,
 * JSON columns take plain JSON, lists of PostgreSQL their elements.
 */
export function cellText(value: AttributeValue, { type }: BulkColumn): string | null {
  if ("NULL" in value) return null;
  if (isJson(type)) return plainText(untagged(value));
  if ("S" in value) return value.S;
  if ("N" in value) return value.N;
  if ("BOOL" in value) return truth(value.BOOL, type);
  if ("B" in value) return `\\x${Buffer.from(value.B, "base64").toString("hex")}`;
  const elements = elementsOf(value);
  if (elements !== undefined && type.startsWith("_")) return listText(elements, type.slice(1));
  return plainText(untagged(value));
}

export function isJson(type: string): boolean {
  return type === "json" || type === "jsonb";
}

const numeric =
  /^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|bit|int[248]|numeric|float[48])$/;

function truth(value: boolean, type: string): string {
  if (numeric.test(type)) return value ? "1" : "0";
  return value ? "true" : "false";
}

function elementsOf(value: AttributeValue): readonly AttributeValue[] | undefined {
  if ("L" in value) return value.L;
  if ("SS" in value) return value.SS.map(S => ({ S }));
  if ("NS" in value) return value.NS.map(N => ({ N }));
  if ("BS" in value) return value.BS.map(B => ({ B }));
  return undefined;
}

/** `{"a","b",NULL}` */
function listText(elements: readonly AttributeValue[], type: string): string {
  const texts = elements.map(element => {
    const inner = "L" in element ? listText(element.L, type) : undefined;
    if (inner !== undefined && !isJson(type)) return inner;
    const text = cellText(element, { name: "", type, hasDefault: false });
    return text === null ? "NULL" : `"${text.replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${texts.join(",")}}`;
}

/** JSON has no sets and no binaries: lists and base64 instead. */
function untagged(value: AttributeValue): AttributeValue {
  if ("B" in value) return { S: value.B };
  if ("M" in value) {
    const members = emptyItem();
    for (const [name, each] of Object.entries(value.M)) members[name] = untagged(each);
    return { M: members };
  }
  const elements = elementsOf(value);
  return elements === undefined ? value : { L: elements.map(untagged) };
}
