import type { Condition, Operand } from "../../expressions/ast.ts";
import type { AttributeValue } from "../../values/attribute.ts";
import { compare, isIn } from "./comparison.ts";
import { type Binding, type Bound, bindOperand, refuseDocument, refused } from "./operand.ts";
import { and, constant, not, onRow, onValues, or, type Predicate } from "./predicate.ts";
import { prefixSlots } from "./prefix.ts";
import { columnText } from "./tables.ts";
import { equalSlot, type Source } from "./values.ts";

/**
 * A condition about a table's columns that holds where DynamoDB's does.
 * @throws DynError for what columns cannot tell, such as what is within a document
 */
export function bindCondition(condition: Condition, binding: Binding): Predicate {
  const operand = (of: Operand): Bound => bindOperand(of, binding);
  switch (condition.kind) {
    case "compare": {
      const { comparator, left, right } = condition;
      return compare(comparator, operand(left), operand(right), binding);
    }
    case "between": {
      const subject = operand(condition.operand);
      return and(
        compare(">=", subject, operand(condition.low), binding),
        compare("<=", subject, operand(condition.high), binding),
      );
    }
    case "in":
      return isIn(operand(condition.operand), condition.list.map(operand), binding);
    case "function":
      return called(condition.name, condition.arguments.map(operand), binding);
    case "and":
      return and(bindCondition(condition.left, binding), bindCondition(condition.right, binding));
    case "or":
      return or(bindCondition(condition.left, binding), bindCondition(condition.right, binding));
    case "not":
      return not(bindCondition(condition.condition, binding));
    default:
      return condition satisfies never;
  }
}

type FunctionName = Extract<Condition, { kind: "function" }>["name"];

function called(
  name: FunctionName,
  [subject, value]: readonly Bound[],
  binding: Binding,
): Predicate {
  if (subject === undefined) throw new TypeError(`${name} without arguments`);
  switch (name) {
    case "attribute_exists":
      return exists(subject, binding);
    case "attribute_not_exists":
      return not(exists(subject, binding));
    case "attribute_type":
      return hasType(subject, value, binding);
    case "begins_with":
      return beginsWith(subject, value, binding);
    case "contains":
      return contains(subject, value, binding);
    default:
      return name satisfies never;
  }
}

function exists(subject: Bound, { table }: Binding): Predicate {
  if (subject.kind !== "column") return constant(false);
  const { column } = subject;
  if (!column.nullable) return constant(true, false);
  const text = `${columnText(table, column)} IS NOT NULL`;
  return onRow(() => text, [column.name]);
}

function hasType(subject: Bound, type: Bound | undefined, binding: Binding): Predicate {
  if (subject.kind !== "column" || type?.kind !== "value") return constant(false);
  const { column } = subject;
  refuseDocument(column, "the type");
  const is = ofValue(type.source, value => "S" in value && value.S === column.kind);
  return and(exists(subject, binding), is);
}

function ofValue(source: Source, holds: (value: AttributeValue) => boolean): Predicate {
  return onValues(scope => holds(source.toAttributeValue(scope)));
}

/** As a range where the column is in order by bytes, so that an index serves. */
function beginsWith(subject: Bound, prefix: Bound | undefined, binding: Binding): Predicate {
  if (subject.kind === "missing" || prefix?.kind === "missing") return constant(false);
  if (subject.kind !== "column" || prefix?.kind !== "value") {
    throw refused(
      "begins_with of anything but an attribute and a value",
      "write begins_with(a, 'x')",
    );
  }
  const { column } = subject;
  refuseDocument(column, "begins_with");
  if (column.kind !== "S" && column.kind !== "B") return constant(false);
  const name = columnText(binding.table, column);
  if (column.kind === "S" && !column.bytewise) {
    const slot = equalSlot(prefix.source, column);
    return onRow(
      writing => {
        const { dialect } = writing;
        // MySQL's values have the order of the text: the prefix comes first there.
        const value = writing.value(slot);
        return dialect.startsWith(dialect.text(name, column), value);
      },
      [column.name],
    );
  }
  const [from, to] = prefixSlots(prefix.source, column.kind);
  return onRow(
    writing => `(${name} >= ${writing.value(from)} AND ${name} < ${writing.value(to)})`,
    [column.name],
  );
}

/** Of texts alone: sets and lists are documents. */
function contains(subject: Bound, part: Bound | undefined, binding: Binding): Predicate {
  if (subject.kind === "missing" || part === undefined || part.kind === "missing") {
    return constant(false);
  }
  if (subject.kind !== "column") {
    throw refused("contains of anything but an attribute", "write contains(a, 'x')");
  }
  const { column } = subject;
  refuseDocument(column, "contains");
  if (column.kind !== "S") return constant(false);
  const name = columnText(binding.table, column);
  if (part.kind !== "value") {
    if (part.kind === "size" || part.column.kind !== "S") return constant(false);
    const other = columnText(binding.table, part.column);
    return onRow(
      ({ dialect }) =>
        dialect.contains(dialect.text(name, column), dialect.text(other, part.column)),
      [column.name, part.column.name],
    );
  }
  const slot = equalSlot(part.source, column);
  return onRow(
    writing => {
      const { dialect } = writing;
      return dialect.contains(dialect.text(name, column), writing.value(slot));
    },
    [column.name],
  );
}
