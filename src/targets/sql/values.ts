import type { Cell, SqlValue } from "../../sql/database.ts";
import { templateValueOf } from "../../template/of-attribute.ts";
import { ExactNumber, type Scope, type TemplateValue } from "../../template/scope.ts";
import type { ValueTemplate } from "../../template/template.ts";
import type { AttributeValue } from "../../values/attribute.ts";
import { base64Of } from "../../values/binary.ts";
import { numberText } from "../../values/number.ts";
import { attributeOf } from "../../values/template-value.ts";
import { typeWordOf } from "../../values/type-words.ts";
import type { SqlColumn } from "./columns.ts";
import { holds, holdsInteger, textIn } from "./numbers.ts";

/** A place for one value in a statement, filled for each draw. */
export type Slot = (scope: Scope) => SqlValue;

/** What a slot is filled from. */
export type Source = Pick<ValueTemplate, "evaluate" | "toAttributeValue" | "toWire">;

/** A value that its column cannot hold; what is never made to fit. */
export class TypeMismatch extends Error {}

/** Its code in outcomes. */
export const mismatchCode = "TypeMismatch";

export function literalSource(value: AttributeValue): Source {
  const [evaluated, text] = [templateValueOf(value), JSON.stringify(value)];
  return { evaluate: () => evaluated, toAttributeValue: () => value, toWire: () => text };
}

/** A value that is written to a column, or looked for as a key: it throws TypeMismatch where that cannot hold it. */
export function writtenSlot(source: Source, column: SqlColumn): Slot {
  if (column.kind === "document") return scope => source.toWire(scope);
  return scope => {
    const value = source.evaluate(scope);
    const text = sqlValueOf(value, column);
    if (text === undefined) throw mismatch(value, column);
    return text;
  };
}

/** A value that is compared with a column: NULL, which equals nothing, where that never holds such. */
export function equalSlot(source: Source, column: SqlColumn): Slot {
  return scope => sqlValueOf(source.evaluate(scope), column) ?? null;
}

/** The same where order counts: a number that the column cannot hold still is below or above others. */
export function orderSlot(source: Source, column: SqlColumn): Slot {
  return scope => {
    const value = source.evaluate(scope);
    const text = sqlValueOf(value, column);
    if (text === undefined && column.kind === "N" && isNumber(value)) throw mismatch(value, column);
    return text ?? null;
  };
}

function sqlValueOf(value: TemplateValue, { kind, range }: SqlColumn): SqlValue | undefined {
  switch (kind) {
    case "S":
      return typeof value === "string" ? value : undefined;
    case "N": {
      if (!isNumber(value)) return undefined;
      // Nearly all numbers under load: so they take the shortest way.
      if (Number.isSafeInteger(value)) {
        if (range === undefined || holdsInteger(range, value as number)) return String(value);
      }
      const text = typeof value === "number" ? numberText(value) : value.text;
      if (range === undefined) return text;
      return holds(range, text) ? textIn(range, text) : undefined;
    }
    case "B":
      return value instanceof Uint8Array ? value : undefined;
    case "BOOL":
      return typeof value === "boolean" ? value : undefined;
    case "document":
      return undefined;
    default:
      return kind satisfies never;
  }
}

function isNumber(value: TemplateValue): value is number | ExactNumber {
  return typeof value === "number" || value instanceof ExactNumber;
}

function mismatch(value: TemplateValue, { name, type }: SqlColumn): TypeMismatch {
  const attribute = attributeOf(value);
  const what = "N" in attribute ? attribute.N : typeWordOf(attribute);
  return new TypeMismatch(`${name} is ${type}, which does not hold ${what}`);
}

/** What a cell holds; undefined for NULL, which is an attribute that is not there. */
export function attributeIn(cell: Cell | undefined, column: SqlColumn): AttributeValue | undefined {
  if (cell === null || cell === undefined) return undefined;
  switch (column.kind) {
    case "S":
      return { S: String(cell) };
    case "N":
      return { N: withoutZeros(String(cell)) };
    case "B":
      return {
        B: cell instanceof Uint8Array ? base64Of(cell) : base64Of(Buffer.from(String(cell))),
      };
    case "BOOL":
      return { BOOL: cell === true || cell === "1" };
    case "document":
      return JSON.parse(String(cell)) as AttributeValue;
    default:
      return column.kind satisfies never;
  }
}

/** `1.500` as `1.5`. */
function withoutZeros(text: string): string {
  if (!text.includes(".") || text.includes("e")) return text;
  return text.replace(/\.?0+$/, "");
}
