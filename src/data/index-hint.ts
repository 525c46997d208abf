import type { Condition, Operand } from "../expressions/ast.ts";
import { writtenCondition, writtenName } from "../expressions/written.ts";
import type { Reading } from "./read-request.ts";
import { type KeyedTable, keyOf } from "./table-keys.ts";

/** What would read less than a filter that throws most away: an index that is there, or one to make. */
export function indexHint(reading: Reading, table: KeyedTable): string | undefined {
  const { filter, where, index } = reading;
  if (filter === undefined) return undefined;
  const all = conjuncts(filter);
  const equal = all.filter(each => each.kind === "compare" && each.comparator === "=");
  const names = new Set(equal.flatMap(each => nameOf(each) ?? []));
  const partitionOf = (key: KeyedTable["key"]) => key.partition.map(({ name }) => name);
  const keyNames = [undefined, ...[...table.indexes, ...table.localIndexes].map(each => each.name)];
  const fitting = keyNames
    .filter(name => where === undefined || name !== index)
    .map(name => ({ name, partition: partitionOf(keyOf(table, name)) }))
    .find(({ partition }) => partition.every(attribute => names.has(attribute)));
  const [first] = names;
  const own = keyOf(table, index);
  if (fitting !== undefined) {
    const said = equal
      .filter(each => fitting.partition.includes(nameOf(each) ?? ""))
      .map(writtenCondition)
      .join(" and ");
    const option = fitting.name === undefined ? "" : ` --index ${fitting.name}`;
    return `that is a key: dyn query ${table.table} ${inQuotes(said)}${option}`;
  }
  if (first !== undefined && where === undefined) {
    return `an index with the partition key ${writtenName(first)} would help (a query of it reads only those)`;
  }
  const ranged = all.flatMap(each => nameOf(each) ?? [])[0];
  if (ranged === undefined) return undefined;
  if (where === undefined) {
    return `an index would help, with ${writtenName(ranged)} as sort key under a partition key that you know`;
  }
  const partition = partitionOf(own).map(writtenName).join(", ");
  return `an index with the partition key ${partition} and the sort key ${writtenName(ranged)} would help (a query of it reads only those)`;
}

/** As a shell takes it for one word. */
function inQuotes(text: string): string {
  return `"${text.replaceAll(/["\\$`]/g, "\\$&")}"`;
}

function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === "and"
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}

/** The attribute that a simple condition is about, as a sort key could serve it. */
function nameOf(condition: Condition): string | undefined {
  if (condition.kind === "compare" && condition.comparator !== "<>") {
    return attributeOf(condition.left) ?? attributeOf(condition.right);
  }
  if (condition.kind === "between") return attributeOf(condition.operand);
  if (condition.kind === "function" && condition.name === "begins_with") {
    const [subject] = condition.arguments;
    return subject && attributeOf(subject);
  }
  return undefined;
}

/** A top-level attribute: others can be no key. */
function attributeOf(operand: Operand): string | undefined {
  return operand.kind === "path" && operand.path.length === 1 ? operand.path[0] : undefined;
}
