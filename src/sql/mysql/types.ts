import mysql, { type FieldPacket, type TypedParameterValue } from "mysql2";
import { ExactNumber } from "../../template/scope.ts";
import { canonicalNumber } from "../../values/number.ts";
import type { Cell, Column, SqlValue } from "../database.ts";

/** What plain JavaScript finds of the driver by its default export only. */
const { TypedParameter, Types } = mysql;

/** MySQL's names of its types, by what the protocol has for them; texts are blobs with a character set. */
const names: ReadonlyMap<number, string> = new Map([
  [Types.DECIMAL, "decimal"],
  [Types.TINY, "tinyint"],
  [Types.SHORT, "smallint"],
  [Types.LONG, "int"],
  [Types.FLOAT, "float"],
  [Types.DOUBLE, "double"],
  [Types.NULL, "null"],
  [Types.TIMESTAMP, "timestamp"],
  [Types.LONGLONG, "bigint"],
  [Types.INT24, "mediumint"],
  [Types.DATE, "date"],
  [Types.TIME, "time"],
  [Types.DATETIME, "datetime"],
  [Types.YEAR, "year"],
  [Types.NEWDATE, "date"],
  [Types.VARCHAR, "varchar"],
  [Types.BIT, "bit"],
  [Types.JSON, "json"],
  [Types.NEWDECIMAL, "decimal"],
  [Types.ENUM, "enum"],
  [Types.SET, "set"],
  [Types.TINY_BLOB, "tinyblob"],
  [Types.MEDIUM_BLOB, "mediumblob"],
  [Types.LONG_BLOB, "longblob"],
  [Types.BLOB, "blob"],
  [Types.VAR_STRING, "varchar"],
  [Types.STRING, "char"],
  [Types.GEOMETRY, "geometry"],
]);

const textNames: Readonly<Record<string, string>> = {
  tinyblob: "tinytext",
  blob: "text",
  mediumblob: "mediumtext",
  longblob: "longtext",
};
const binaryNames: Readonly<Record<string, string>> = { varchar: "varbinary", char: "binary" };

/** The character set that means bytes; numbers and times have it, too. */
const binaryCharset = 63;
const enumFlag = 0x100;
const setFlag = 0x800;

/** The columns of a result, and what makes cells of the driver's values. */
export interface Shape {
  readonly columns: readonly Column[];
  /** In place; a row of text alone is left as it is. */
  convert(row: unknown[]): readonly Cell[];
}

/** Of rows in the binary form of prepared statements, of which the driver makes values. */
export function shapeOf(fields: readonly FieldPacket[]): Shape {
  return shapeBy(converterOf, fields);
}

/** Of rows in text, of which the driver gives the bytes. */
export function textShapeOf(fields: readonly FieldPacket[]): Shape {
  return shapeBy(decoderOf, fields);
}

type Convert = (value: unknown) => Cell;

function shapeBy(
  conversionOf: (field: FieldPacket) => Convert | undefined,
  fields: readonly FieldPacket[],
): Shape {
  const converted = fields.flatMap((field, at) => {
    const convert = conversionOf(field);
    return convert ? [{ at, convert }] : [];
  });
  const convert = (row: unknown[]): readonly Cell[] => {
    for (const { at, convert } of converted) {
      const value = row[at];
      if (value !== null) row[at] = convert(value);
    }
    return row as Cell[];
  };
  return { columns: fields.map(field => ({ name: field.name, type: typeOf(field) })), convert };
}

function typeOf(field: FieldPacket): string {
  const { columnType = -1, characterSet, extendedTypeName, extendedFormat } = field;
  const flags = Number(field.flags);
  if (extendedFormat === "json") return "json";
  if (extendedTypeName !== undefined) return extendedTypeName;
  if (isBoolean(field)) return "boolean";
  if ((flags & enumFlag) !== 0) return "enum";
  if ((flags & setFlag) !== 0) return "set";
  const name = names.get(columnType) ?? "unknown";
  const others = characterSet === binaryCharset ? binaryNames : textNames;
  return others[name] ?? name;
}

/** MySQL's BOOLEAN is a name for `tinyint(1)`. */
function isBoolean({ columnType, columnLength }: FieldPacket): boolean {
  return columnType === Types.TINY && columnLength === 1;
}

function decoderOf(field: FieldPacket): Convert | undefined {
  const type = typeOf(field);
  if (/^(?:binary|varbinary|\w*blob|bit|geometry)$/.test(type)) return undefined;
  if (type !== "boolean") return String;
  return bytes => truthOf(String(bytes));
}

/** All that `tinyint(1)` holds besides is left as it is. */
function truthOf(text: string): Cell {
  return text === "0" || text === "1" ? text === "1" : text;
}

/** What makes the server's own text of a value of the driver's; undefined where it is it already. */
function converterOf(field: FieldPacket): Convert | undefined {
  const { columnType, decimals } = field;
  if (isBoolean(field)) return value => truthOf(String(value));
  switch (columnType) {
    case Types.TINY:
    case Types.SHORT:
    case Types.INT24:
    case Types.LONG:
      return String;
    case Types.YEAR:
      return value => String(value).padStart(4, "0");
    case Types.FLOAT:
      return value => shortestFloat(Number(value));
    case Types.DOUBLE:
      return value => String(value).replace("e+", "e");
    case Types.TIME:
    case Types.DATETIME:
    case Types.TIMESTAMP:
      // Of a time without a fraction, the driver leaves out the zeros.
      return decimals > 0 && decimals <= 6
        ? value => padFraction(String(value), decimals)
        : undefined;
    case Types.GEOMETRY:
      return value => JSON.stringify(value);
    default:
      return undefined;
  }
}

/** The fewest digits that make the same number of 32 bits. */
function shortestFloat(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter).replace("e+", "e");
  }
  return String(Number(value.toPrecision(9))).replace("e+", "e");
}

function padFraction(text: string, digits: number): string {
  const [whole, fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(digits, "0")}`;
}

/** What the driver takes: text, truth values, bytes as they are, or numbers of a type. */
export function parameterOf(
  value: SqlValue,
): string | boolean | Buffer | TypedParameterValue | null {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (value instanceof ExactNumber) return numberOf(value.text);
  throw new TypeError("MySQL has no arrays");
}

/** The most digits of a decimal, and of them the most after the point. */
const decimalDigits = 65;
const fractionDigits = 30;

/** Of a type that keeps all digits, unless only a double has the magnitude. */
function numberOf(text: string): TypedParameterValue {
  if (/^-?\d{1,18}$/.test(text)) return TypedParameter.BIGINT(text);
  const [digits = "", exponent = "0"] = canonicalNumber(text).split("E");
  const power = Number(exponent);
  const fits = power < 0 ? -power <= fractionDigits : digits.length + power <= decimalDigits;
  return fits ? TypedParameter.DECIMAL(text) : TypedParameter.DOUBLE(Number(text));
}
