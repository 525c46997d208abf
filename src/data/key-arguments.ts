import { DynError } from "../errors.ts";
import type { Condition, Operand } from "../expressions/ast.ts";
import type { KeyAttribute, KeySchema } from "../schema/schema.ts";
import { type AttributeValue, emptyItem, type Item } from "../values/attribute.ts";
import { compareKeys } from "../values/order.ts";
import { keyValueOf } from "./key-value.ts";
import { keyWords } from "./table-keys.ts";

/** A key as bare words on a command line; several where an index has several attributes. */
export interface KeyArguments {
  readonly pk: readonly string[];
  readonly sk?: readonly string[] | undefined;
  readonly skBegins?: string | undefined;
  readonly skBetween?: readonly [string, string] | undefined;
}

/** The condition that the words stand for, each typed by its key attribute. Throws "usage" errors. */
export function keyCondition(words: KeyArguments, key: KeySchema): Condition {
  const { pk, sk = [], skBegins, skBetween } = words;
  const ranged = skBegins !== undefined || skBetween !== undefined;
  if (skBegins !== undefined && skBetween !== undefined) {
    throw new DynError("usage", "--sk-begins and --sk-between exclude each other");
  }
  if (ranged && sk.length > 0 && key.sort.length < 2) {
    const other = skBegins === undefined ? "--sk-between" : "--sk-begins";
    throw new DynError("usage", `--sk and ${other} exclude each other`);
  }
  const conditions = equalities("--pk", pk, key.partition, key.partition.length, key);
  const sorts = equalities("--sk", sk, key.sort, 0, key);
  const next = key.sort[sk.length];
  if (!ranged) return conjunction([...conditions, ...sorts]);
  const flag = skBegins === undefined ? "--sk-between" : "--sk-begins";
  if (next === undefined) throw tooMany(flag, key);
  return conjunction([...conditions, ...sorts, rangeOf(next, skBegins, skBetween)]);
}

/** A table's whole key from the words. Throws "usage" errors. */
export function keyFromWords(words: KeyArguments, key: KeySchema): Item {
  const item = emptyItem();
  const fill = (flag: string, values: readonly string[], attributes: readonly KeyAttribute[]) => {
    if (values.length > attributes.length) throw tooMany(flag, key);
    for (const [position, attribute] of attributes.entries()) {
      const text = values[position];
      if (text === undefined) throw missing(flag, attribute);
      item[attribute.name] = keyValue(flag, attribute, text);
    }
  };
  fill("--pk", words.pk, key.partition);
  fill("--sk", words.sk ?? [], key.sort);
  return item;
}

function equalities(
  flag: string,
  values: readonly string[],
  attributes: readonly KeyAttribute[],
  least: number,
  key: KeySchema,
): Condition[] {
  if (values.length > attributes.length) throw tooMany(flag, key);
  const absent = attributes[values.length];
  if (values.length < least && absent) throw missing(flag, absent);
  return values.flatMap((text, position) => {
    const attribute = attributes[position];
    if (!attribute) return [];
    const right: Operand = { kind: "literal", value: keyValue(flag, attribute, text) };
    return { kind: "compare", comparator: "=", left: pathTo(attribute), right };
  });
}

function rangeOf(
  attribute: KeyAttribute,
  begins: string | undefined,
  between: readonly [string, string] | undefined,
): Condition {
  if (between !== undefined) return betweenOf(attribute, between);
  if (attribute.type === "N") {
    throw new DynError("usage", `--sk-begins needs text, and ${attribute.name} is a number`, {
      hint: "use --sk-between LOW HIGH",
    });
  }
  const value = keyValue("--sk-begins", attribute, begins ?? "");
  return {
    kind: "function",
    name: "begins_with",
    arguments: [pathTo(attribute), { kind: "literal", value }],
  };
}

function betweenOf(attribute: KeyAttribute, [from, to]: readonly [string, string]): Condition {
  const low = keyValue("--sk-between", attribute, from);
  const high = keyValue("--sk-between", attribute, to);
  if ((compareKeys(low, high) ?? 0) > 0) {
    throw new DynError(
      "usage",
      `--sk-between: ${JSON.stringify(from)} is above ${JSON.stringify(to)}`,
      { hint: "the lower end comes first: --sk-between LOW HIGH" },
    );
  }
  return {
    kind: "between",
    operand: pathTo(attribute),
    low: { kind: "literal", value: low },
    high: { kind: "literal", value: high },
  };
}

function keyValue(flag: string, attribute: KeyAttribute, text: string): AttributeValue {
  const value = keyValueOf(attribute, text);
  if (typeof value !== "string") return value;
  throw new DynError("usage", `${flag}: ${attribute.name} ${value}`);
}

function pathTo({ name }: KeyAttribute): Operand {
  return { kind: "path", path: [name] };
}

function conjunction(conditions: readonly Condition[]): Condition {
  return conditions.reduce((left, right) => ({ kind: "and", left, right }));
}

function missing(flag: string, { name }: KeyAttribute): DynError {
  return new DynError("usage", `${flag} is missing: the value of ${name}`);
}

function tooMany(flag: string, key: KeySchema): DynError {
  return new DynError("usage", `${flag} has no key attribute to stand for`, {
    hint: `the key is ${keyWords(key)}`,
  });
}
