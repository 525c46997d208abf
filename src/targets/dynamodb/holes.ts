import type { Hole } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import type { Scope } from "../../template/scope.ts";
import type { ItemTemplate } from "../../template/template.ts";
import { own } from "./operation-scope.ts";

/** A place for a whole item, or for its key when the template is that of its key. */
export function itemHole(template: ItemTemplate): Hole {
  return {
    hole: true,
    wire: scope => make(scope, each => template.toWire(each)),
    value: scope => make(scope, each => template.toItem(each)),
  };
}

/**
 * A place for the list of a batch's keys, and one for the list of its PutRequests. DynamoDB refuses
 * a batch that names a key twice: of items with one key the last stays, as if they had been written
 * in order. The number of those that stay becomes the scope's `size`.
 */
export function keysHole({ key }: KeyedItem): Hole {
  return {
    hole: true,
    wire: scope => {
      const keys = batchTexts(key, scope);
      const distinct = new Set(keys);
      own(scope).size = distinct.size;
      return `[${(distinct.size === keys.length ? keys : [...distinct]).join(",")}]`;
    },
    value: scope => eachIndex(distinctIn(key, scope), each => key.toItem(each)),
  };
}

export function putsHole({ item, key, rest }: KeyedItem): Hole {
  return {
    hole: true,
    wire: scope => {
      const keys = batchTexts(key, scope);
      const others = rest === undefined ? [] : batchTexts(rest, scope);
      const last = lastOfEach(keys);
      own(scope).size = last.length;
      const puts = last.map(
        position => `{"PutRequest":{"Item":${joined(keys[position] ?? "", others[position])}}}`,
      );
      return `[${puts.join(",")}]`;
    },
    value: scope =>
      eachIndex(distinctIn(key, scope), each => ({ PutRequest: { Item: item.toItem(each) } })),
  };
}

/** An item's template in two parts, so that a batch makes each attribute once and sees the keys. */
export interface KeyedItem {
  readonly item: ItemTemplate;
  readonly key: ItemTemplate;
  /** Undefined when an item is its key. */
  readonly rest: ItemTemplate | undefined;
}

export function keyedItem(item: ItemTemplate, keyNames: readonly string[]): KeyedItem {
  const others = [...item.attributes.keys()].filter(name => !keyNames.includes(name));
  const rest = others.length === 0 ? undefined : item.select(others);
  return { item, key: item.select(keyNames), rest };
}

/** `{"PK":…}` and `{"Note":…}` as one object. */
function joined(key: string, rest: string | undefined): string {
  return rest === undefined ? key : `${key.slice(0, -1)},${rest.slice(1)}`;
}

/** The DynamoDB JSON of a batch's items, in the order of the scope's indexes. */
export function batchTexts(template: ItemTemplate, scope: Scope): string[] {
  return eachIndex(scope, each => template.toWire(each));
}

/** What comes of each item of a batch. Its scope is one object whose index changes. */
function eachIndex<Made>(scope: Scope, from: (each: Scope) => Made): Made[] {
  const each: Scope & { index: number } = { ...scope, index: scope.index };
  const { indexes = [] } = scope;
  return indexes.map(index => {
    each.index = index;
    return make(each, from);
  });
}

/** Makes an item, or a part of it; an error says which one it was. */
function make<Made>(scope: Scope, from: (scope: Scope) => Made): Made {
  try {
    return from(scope);
  } catch (cause) {
    if (!(cause instanceof DynError)) throw cause;
    const { kind, message, hint } = cause;
    throw new DynError(kind, `item ${scope.index}: ${message}`, { hint, cause });
  }
}

/** The scope with the indexes whose key no later one has. */
function distinctIn(key: ItemTemplate, scope: Scope): Scope {
  const { indexes = [] } = scope;
  const last = lastOfEach(batchTexts(key, scope));
  own(scope).size = last.length;
  return last.length === indexes.length
    ? scope
    : { ...scope, indexes: last.map(position => indexes[position] ?? 0) };
}

/** The positions of texts that no later one repeats. */
export function lastOfEach(texts: readonly string[]): number[] {
  return [...new Map(texts.map((text, position) => [text, position])).values()];
}
