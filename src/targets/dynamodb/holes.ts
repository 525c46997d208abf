import type { Hole } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import type { Scope } from "../../template/scope.ts";
import type { ItemTemplate } from "../../template/template.ts";

/** A place for a whole item, or for its key when the template is that of its key. */
export function itemHole(template: ItemTemplate): Hole {
  return {
    hole: true,
    wire: scope => make(scope, each => template.toWire(each)),
    value: scope => make(scope, each => template.toItem(each)),
  };
}

/** A place for the list of a batch's items, or keys, in the order of the scope's indexes. */
export function keysHole(template: ItemTemplate): Hole {
  return {
    hole: true,
    wire: scope => `[${batchTexts(template, scope).join(",")}]`,
    value: scope => eachIndex(scope, each => template.toItem(each)),
  };
}

/** A place for the list of a batch's PutRequests. */
export function putsHole(template: ItemTemplate): Hole {
  return {
    hole: true,
    wire: scope => {
      const puts = eachIndex(scope, each => `{"PutRequest":{"Item":${template.toWire(each)}}}`);
      return `[${puts.join(",")}]`;
    },
    value: scope => eachIndex(scope, each => ({ PutRequest: { Item: template.toItem(each) } })),
  };
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

/**
 * The scope without the indexes whose key another index of the batch has too, since DynamoDB
 * refuses a batch that names a key twice. The last one stays, as if they had been written in order.
 */
export function withDistinctKeys(key: ItemTemplate, scope: Scope): Scope {
  const keys = batchTexts(key, scope);
  if (new Set(keys).size === keys.length) return scope;
  const { indexes = [] } = scope;
  return { ...scope, indexes: lastOfEach(keys).map(position => indexes[position] ?? 0) };
}

/** The positions of texts that no later one repeats. */
export function lastOfEach(texts: readonly string[]): number[] {
  return [...new Map(texts.map((text, position) => [text, position])).values()];
}
