import { keyOf, positionNames } from "../../data/table-keys.ts";
import type { Condition } from "../../expressions/ast.ts";
import { conjuncts, nameOf } from "../../expressions/key-parts.ts";
import type { KeySchema, TableSchema } from "../../schema/schema.ts";
import { type AttributeValue, attributeOf, type Item } from "../../values/attribute.ts";
import { valuesEqual } from "../../values/equal.ts";
import type { PageAsk } from "../ask.ts";
import { Problem } from "../problem.ts";

/**
 * Holds the key within an opened token against what is asked: exactly the attributes of a place in
 * this table or index, and of a query the partition that it is about. Throws a Problem.
 */
export function checkPosition(start: Item, ask: PageAsk, table: TableSchema): void {
  const names = positionNames(table, ask.index);
  const key = keyOf(table, ask.index);
  const isWhole =
    Object.keys(start).length === names.length &&
    [key, table.key].every(each => hasTypes(start, each));
  if (isWhole && isWithin(start, ask.where, key)) return;
  throw new Problem(400, "invalid-token", "This nextToken does not belong to this request.", {
    fix: "Without nextToken the query begins anew.",
    fields: [{ field: "nextToken", detail: "does not fit the table as it is now" }],
  });
}

function hasTypes(start: Item, { partition, sort }: KeySchema): boolean {
  return [...partition, ...sort].every(({ name, type }) => {
    const value = attributeOf(start, name);
    return value !== undefined && type in value;
  });
}

function isWithin(start: Item, where: Condition | undefined, { partition }: KeySchema): boolean {
  if (where === undefined) return true;
  return partition.every(({ name }) => {
    const asked = equalTo(where, name);
    const value = attributeOf(start, name);
    return asked !== undefined && value !== undefined && valuesEqual(asked, value);
  });
}

/** The value that a condition on a key wants an attribute to have. */
export function equalTo(where: Condition, name: string): AttributeValue | undefined {
  for (const part of conjuncts(where)) {
    if (part.kind !== "compare" || part.comparator !== "=" || nameOf(part) !== name) continue;
    if (part.right.kind === "literal") return part.right.value;
  }
  return undefined;
}
