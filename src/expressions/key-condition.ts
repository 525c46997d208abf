import { didYouMean } from "../config/suggest.ts";
import type { Comparator, Condition, Operand } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

/** The names of the key attributes of a table or index, in the order of its key. */
export interface KeyNames {
  readonly partition: readonly string[];
  readonly sort: readonly string[];
}

const mirrored: Readonly<Record<Comparator, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/**
 * Checks that a condition is one that DynamoDB takes for a key: `=` on each partition key attribute,
 * and on the sort key attributes from the first on, one condition each, of which only the last may
 * be other than `=`. Gives it with the attributes on the left.
 */
export function keyCondition(cursor: Cursor, whole: Condition, key: KeyNames): Condition {
  const parts = conjuncts(whole);
  const conditions = new Map<string, Condition>();
  const result = parts.map(part => {
    const turned = attributeFirst(part);
    const name = attributeOf(cursor, part, turned, key);
    if (conditions.has(name)) {
      const hint = key.sort.includes(name)
        ? "for a range: between 1 and 9"
        : filterHint(cursor, part);
      throw cursor.fail(
        `a second condition on ${JSON.stringify(name)}`,
        startOf(cursor, part),
        hint,
      );
    }
    conditions.set(name, part);
    if (key.partition.includes(name) && !isEqual(turned)) {
      throw cursor.fail(
        `the partition key ${JSON.stringify(name)} takes = only`,
        startOf(cursor, part),
        "to look at other partitions, use scan with a filter",
      );
    }
    return turned;
  });
  checkComplete(cursor, conditions, key);
  return result.reduce((left, right) => ({ kind: "and", left, right }));
}

/** Partition key attributes all there, sort key attributes from the first on without a gap. */
function checkComplete(cursor: Cursor, conditions: ReadonlyMap<string, Condition>, key: KeyNames) {
  for (const name of key.partition) {
    if (conditions.has(name)) continue;
    throw cursor.fail(
      `no condition on the partition key ${JSON.stringify(name)}`,
      cursor.text.length,
      `add ${shownName(name)} = …, or use scan`,
    );
  }
  let before: string | undefined;
  let gap: string | undefined;
  for (const name of key.sort) {
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

/** The key attribute that a part is about. */
function attributeOf(cursor: Cursor, part: Condition, turned: Condition, key: KeyNames): string {
  const offset = startOf(cursor, part);
  const subject = subjectOf(turned);
  if (subject === undefined) {
    const what = part.kind === "function" ? part.name : part.kind;
    const wrong = part.kind === "compare" ? "this comparison" : JSON.stringify(what);
    const many = part.kind === "or" || part.kind === "not";
    throw cursor.fail(
      `a key condition cannot have ${wrong}`,
      offset,
      many ? "conditions on a key are joined with and" : filterHint(cursor, part),
    );
  }
  const [name] = subject.operand.path;
  const known = [...key.partition, ...key.sort];
  if (subject.operand.path.length > 1 || !known.includes(name)) {
    const meant = known.includes(name) ? undefined : didYouMean(name, known);
    const shown = JSON.stringify(subject.operand.path.join("."));
    const hint = meant ? `did you mean ${shownName(meant)}?` : filterHint(cursor, part);
    throw cursor.fail(`${shown} is not a key attribute`, startOf(cursor, subject.operand), hint);
  }
  for (const value of subject.values) {
    if (value.kind === "literal" || value.kind === "parameter") continue;
    const hint =
      value.kind === "path"
        ? "text stands in single quotes; double quotes are for names"
        : undefined;
    throw cursor.fail("a key is compared with a value", startOf(cursor, value), hint);
  }
  return name;
}

interface Subject {
  readonly operand: Extract<Operand, { kind: "path" }>;
  readonly values: readonly Operand[];
}

/** The path that a condition of a kind that keys take is about, and the values it is held against. */
function subjectOf(part: Condition): Subject | undefined {
  switch (part.kind) {
    case "compare":
      return part.comparator === "<>" ? undefined : subject(part.left, [part.right]);
    case "between":
      return subject(part.operand, [part.low, part.high]);
    case "function": {
      const [first, ...values] = part.arguments;
      return part.name === "begins_with" ? subject(first, values) : undefined;
    }
    default:
      return undefined;
  }
}

function subject(operand: Operand | undefined, values: readonly Operand[]): Subject | undefined {
  return operand?.kind === "path" ? { operand, values } : undefined;
}

function attributeFirst(part: Condition): Condition {
  if (part.kind !== "compare" || part.left.kind === "path" || part.right.kind !== "path")
    return part;
  const { left, right, comparator } = part;
  return { kind: "compare", comparator: mirrored[comparator], left: right, right: left };
}

function isEqual(part: Condition): boolean {
  return part.kind === "compare" && part.comparator === "=";
}

function conjuncts(whole: Condition): Condition[] {
  return whole.kind === "and" ? [...conjuncts(whole.left), ...conjuncts(whole.right)] : [whole];
}

function startOf(cursor: Cursor, node: object): number {
  return cursor.spanOf(node)[0];
}

function filterHint(cursor: Cursor, part: Condition): string {
  const text = cursor.text.slice(...cursor.spanOf(part));
  return cursor.parameters
    ? `it belongs under filter: ${text}`
    : `move it to the filter: --filter ${shellQuoted(text)}`;
}

function shellQuoted(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

function shownName(name: string): string {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) ? name : JSON.stringify(name);
}
