import type { Comparator } from "../../expressions/ast.ts";
import type { AttributeValue } from "../../values/attribute.ts";
import { valuesEqual } from "../../values/equal.ts";
import { compareKeys } from "../../values/order.ts";
import type { SqlColumn } from "./columns.ts";
import { type Binding, type Bound, refuseDocument } from "./operand.ts";
import { constant, not, onRow, onValues, or, type Predicate } from "./predicate.ts";
import type { Writing } from "./statement-writing.ts";
import { columnText } from "./tables.ts";
import { equalSlot, orderSlot, type Source } from "./values.ts";

type Side = Exclude<Bound, { kind: "missing" }>;
type OfRow = Extract<Side, { column: SqlColumn }>;

/** Two operands compared as DynamoDB does: values of two types are neither equal nor in order. */
export function compare(
  comparator: Comparator,
  left: Bound,
  right: Bound,
  binding: Binding,
): Predicate {
  if (comparator === "<>") return not(compare("=", left, right, binding));
  if (left.kind === "missing" || right.kind === "missing") return constant(false);
  if (left.kind === "value") {
    if (right.kind !== "value") return withValue(mirrored[comparator], right, left.source, binding);
    const [a, b] = [left.source, right.source];
    return onValues(scope =>
      holds(comparator, a.toAttributeValue(scope), b.toAttributeValue(scope)),
    );
  }
  if (right.kind === "value") return withValue(comparator, left, right.source, binding);
  return withColumn(comparator, left, right, binding);
}

const mirrored = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
type Ordered = keyof typeof mirrored;

function withValue(comparator: Ordered, side: OfRow, source: Source, binding: Binding): Predicate {
  const of = measured(side);
  if (comparator !== "=" && of.kind === "BOOL") return constant(false);
  const slot = (comparator === "=" ? equalSlot : orderSlot)(source, of);
  return onRow(
    writing => {
      const text = sideText(side, binding, writing);
      const { dialect } = writing;
      const value = writing.value(slot);
      const typed =
        side.kind === "size" ? dialect.number(value, of.range) : dialect.compared(value, of);
      return `${text} ${comparator} ${typed}`;
    },
    [side.column.name],
  );
}

function withColumn(comparator: Ordered, left: OfRow, right: OfRow, binding: Binding): Predicate {
  const { kind } = measured(left);
  if (kind !== measured(right).kind) return constant(false);
  if (comparator !== "=" && kind === "BOOL") return constant(false);
  return onRow(
    writing =>
      `${sideText(left, binding, writing)} ${comparator} ${sideText(right, binding, writing)}`,
    [left.column.name, right.column.name],
  );
}

/** What a side is compared as: a size is a number like any other. */
function measured({ kind, column }: OfRow): SqlColumn {
  refuseDocument(column, "a comparison");
  return kind === "column"
    ? column
    : {
        name: `size(${column.name})`,
        type: "numeric",
        kind: "N",
        bytewise: true,
        nullable: true,
        otherwise: "null",
      };
}

function sideText({ kind, column }: OfRow, { table }: Binding, { dialect }: Writing): string {
  const name = columnText(table, column);
  if (kind === "column") return name;
  if (column.kind === "B") return `octet_length(${name})`;
  return `char_length(${dialect.text(name, column)})`;
}

/** `a in (…)`: one list where it is values that a column is looked for among. */
export function isIn(operand: Bound, list: readonly Bound[], binding: Binding): Predicate {
  const values = list.flatMap(each => (each.kind === "value" ? [each.source] : []));
  if (operand.kind !== "column" || values.length < list.length) {
    return list.map(each => compare("=", operand, each, binding)).reduce(or, constant(false));
  }
  const column = measured(operand);
  const slots = values.map(source => equalSlot(source, column));
  return onRow(
    writing => {
      const { dialect } = writing;
      const texts = slots.map(slot => dialect.compared(writing.value(slot), column));
      return `${columnText(binding.table, column)} IN (${texts.join(", ")})`;
    },
    [column.name],
  );
}

/** As DynamoDB compares two values. */
function holds(comparator: Ordered, a: AttributeValue, b: AttributeValue): boolean {
  if (comparator === "=") return valuesEqual(a, b);
  const order = compareKeys(a, b);
  if (order === undefined) return false;
  switch (comparator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      return comparator satisfies never;
  }
}
