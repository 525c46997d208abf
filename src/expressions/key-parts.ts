import type { KeyType } from "../values/attribute.ts";
import type { Comparator, Condition, Operand, Parameter } from "./ast.ts";

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** The key of a table or index: its attributes, in the order of the key. */
export interface Key {
  readonly partition: readonly KeyAttribute[];
  readonly sort: readonly KeyAttribute[];
}

/** A key of a table's index, or the table's own when `index` is undefined. */
export interface OtherKey {
  readonly index: string | undefined;
  readonly key: Key;
}

/** The key that a query goes by, and the other keys of the same table, which hints may suggest. */
export interface SearchKey extends Key {
  readonly others?: readonly OtherKey[];
}

/** What a condition is about, and the values that it is held against. */
export interface Subject {
  readonly operand: Extract<Operand, { kind: "path" }>;
  readonly values: readonly Operand[];
}

const mirrored: Readonly<Record<Comparator, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

export function attributesOf({ partition, sort }: Key): readonly KeyAttribute[] {
  return [...partition, ...sort];
}

export function attributeNamed(key: Key, name: string): KeyAttribute | undefined {
  return attributesOf(key).find(attribute => attribute.name === name);
}

/** The conditions that `and` joins. */
export function conjuncts(whole: Condition): Condition[] {
  return whole.kind === "and" ? [...conjuncts(whole.left), ...conjuncts(whole.right)] : [whole];
}

/** The same condition with the attribute on the left. */
export function attributeFirst(part: Condition): Condition {
  if (part.kind !== "compare" || part.left.kind === "path" || part.right.kind !== "path")
    return part;
  const { left, right, comparator } = part;
  return { kind: "compare", comparator: mirrored[comparator], left: right, right: left };
}

/** The subject of a condition of a kind that keys take, its attribute on the left. */
export function subjectOf(part: Condition): Subject | undefined {
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

export function isEqual(part: Condition): boolean {
  return part.kind === "compare" && part.comparator === "=";
}

/** The values that a key condition leaves open, and the attributes that they are for. */
export function openValues(where: Condition, key: Key): ReadonlyMap<Parameter, KeyAttribute> {
  const open = new Map<Parameter, KeyAttribute>();
  for (const subject of conjuncts(where).map(subjectOf)) {
    const attribute = subject && attributeNamed(key, subject.operand.path[0]);
    for (const value of subject?.values ?? []) {
      if (attribute !== undefined && value.kind === "parameter") open.set(value, attribute);
    }
  }
  return open;
}

/** Whether the parts have `=` for each partition key attribute. */
export function givesPartition(parts: readonly Condition[], { partition }: Key): boolean {
  const given = parts.map(attributeFirst).filter(isEqual).map(nameOf);
  return partition.every(({ name }) => given.includes(name));
}

/** The attribute that a part of a kind that keys take is about. */
export function nameOf(part: Condition): string | undefined {
  const path = subjectOf(attributeFirst(part))?.operand.path;
  return path?.length === 1 ? path[0] : undefined;
}

function subject(operand: Operand | undefined, values: readonly Operand[]): Subject | undefined {
  return operand?.kind === "path" ? { operand, values } : undefined;
}
