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

/** A place for the list of a batch's keys, in the order of the scope's indexes. */
export function keysHole(key: ItemTemplate): Hole {
  return batchHole(key, {
    wire: each => key.toWire(each),
    value: each => key.toItem(each),
  });
}

/** A place for the list of a batch's PutRequests. */
export function putsHole(item: ItemTemplate, key: ItemTemplate): Hole {
  return batchHole(key, {
    wire: each => `{"PutRequest":{"Item":${item.toWire(each)}}}`,
    value: each => ({ PutRequest: { Item: item.toItem(each) } }),
  });
}

/** Sets the scope's `size`, since only it knows how many it has made. */
function batchHole(
  key: ItemTemplate,
  { wire, value }: { wire: (each: Scope) => string; value: (each: Scope) => unknown },
): Hole {
  const chosen = (scope: Scope): Scope => {
    const operation = own(scope);
    const of = operation.distinct ? withDistinctKeys(key, scope) : scope;
    operation.size = of.indexes?.length ?? 0;
    return of;
  };
  return {
    hole: true,
    wire: scope => `[${eachIndex(chosen(scope), wire).join(",")}]`,
    value: scope => eachIndex(chosen(scope), value),
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
  const { indexes = [] } = scope;
  const last = lastOfEach(batchTexts(key, scope));
  if (last.length === indexes.length) return scope;
  return { ...scope, indexes: last.map(position => indexes[position] ?? 0) };
}

/** The positions of texts that no later one repeats. */
export function lastOfEach(texts: readonly string[]): number[] {
  return [...new Map(texts.map((text, position) => [text, position])).values()];
}
