import type { Condition } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { misplacedHint, otherKeyHint, partitionHint, shownName } from "./key-hint.ts";
import {
  attributeFirst,
  attributeNamed,
  conjuncts,
  isEqual,
  type KeyAttribute,
  type SearchKey,
  subjectOf,
} from "./key-parts.ts";
import { checkValues } from "./key-values.ts";

/**
 * Checks that a condition is one that DynamoDB takes for a key: `=` on each partition key attribute,
 * and on the sort key attributes from the first on, one condition each, of which only the last may
 * be other than `=`; with values of the attributes' types. Gives it with the attributes on the left.
 */
export function keyCondition(cursor: Cursor, whole: Condition, key: SearchKey): Condition {
  const parts = conjuncts(whole);
  const conditions = new Map<string, Condition>();
  const result = parts.map(part => {
    const { turned, attribute } = checkedPart(cursor, part, parts, key);
    const { name } = attribute;
    const isPartition = key.partition.includes(attribute);
    if (conditions.has(name)) {
      const hint = isPartition ? "make one query for each value" : "for a range: between 1 and 9";
      throw cursor.fail(
        `a second condition on ${JSON.stringify(name)}`,
        startOf(cursor, part),
        hint,
      );
    }
    conditions.set(name, part);
    if (isPartition && !isEqual(turned)) {
      throw cursor.fail(
        `the partition key ${JSON.stringify(name)} takes = only`,
        startOf(cursor, part),
        otherKeyHint(cursor, parts, key) ?? "to look at other partitions, use scan with a filter",
      );
    }
    return turned;
  });
  checkComplete(cursor, conditions, key);
  return result.reduce((left, right) => ({ kind: "and", left, right }));
}

/** Partition key attributes all there, sort key attributes from the first on without a gap. */
function checkComplete(
  cursor: Cursor,
  conditions: ReadonlyMap<string, Condition>,
  key: SearchKey,
): void {
  for (const { name } of key.partition) {
    if (conditions.has(name)) continue;
    throw cursor.fail(
      `no condition on the partition key ${JSON.stringify(name)}`,
      cursor.text.length,
      partitionHint(cursor, [...conditions.values()], key),
    );
  }
  let before: string | undefined;
  let gap: string | undefined;
  for (const { name } of key.sort) {
    const part = conditions.get(name);
    if (part === undefined) {
      gap ??= name;
      continue;
    }
    const offset = startOf(cursor, part);
    if (gap !== undefined) {
      const hint = "sort key attributes are given from the first on";
      throw cursor.fail(`${JSON.stringify(name)} without ${JSON.stringify(gap)}`, offset, hint);
    }
    const last = before === undefined ? undefined : conditions.get(before);
    if (last && !isEqual(last)) {
      const hint = "only the last sort key attribute that is given takes a range";
      throw cursor.fail(`a condition after the range of ${JSON.stringify(before)}`, offset, hint);
    }
    before = name;
  }
}

/** The part with its attribute on the left, and the key attribute that it is about. */
function checkedPart(
  cursor: Cursor,
  part: Condition,
  parts: readonly Condition[],
  key: SearchKey,
): { readonly turned: Condition; readonly attribute: KeyAttribute } {
  const turned = attributeFirst(part);
  const subject = subjectOf(turned);
  if (subject === undefined) {
    const what = part.kind === "function" ? part.name : part.kind;
    const wrong = part.kind === "compare" ? "this comparison" : JSON.stringify(what);
    throw cursor.fail(
      `a key condition cannot have ${wrong}`,
      startOf(cursor, part),
      misplacedHint(cursor, part, parts, key),
    );
  }
  const { operand, values } = subject;
  const [name, ...members] = operand.path;
  const attribute = attributeNamed(key, name);
  if (attribute === undefined || members.length > 0) {
    const shown = JSON.stringify(operand.path.join("."));
    const hint =
      attribute === undefined
        ? misplacedHint(cursor, part, parts, key)
        : `a key has no members: ${shownName(name)} = …`;
    throw cursor.fail(`${shown} is not a key attribute`, startOf(cursor, operand), hint);
  }
  checkValues(cursor, part, values, attribute);
  return { turned, attribute };
}

function startOf(cursor: Cursor, node: object): number {
  return cursor.spanOf(node)[0];
}
