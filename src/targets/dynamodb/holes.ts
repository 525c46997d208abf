import type { Hole } from "../../dynamodb/request.ts";
import type { Scope } from "../../template/scope.ts";
import type { ItemTemplate } from "../../template/template.ts";

/** A place for a whole item, or for its key when the template is that of its key. */
export function itemHole(template: ItemTemplate): Hole {
  return {
    hole: true,
    wire: scope => template.toWire(scope),
    value: scope => template.toItem(scope),
  };
}

/** A place for the list of a batch's items, or keys, in the order of the scope's indexes. */
export function keysHole(template: ItemTemplate): Hole {
  return {
    hole: true,
    wire: scope => `[${batchTexts(template, scope).join(",")}]`,
    value: scope => Array.from(scopesOf(scope), each => template.toItem(each)),
  };
}

/** A place for the list of a batch's PutRequests. */
export function putsHole(template: ItemTemplate): Hole {
  return {
    hole: true,
    wire: scope =>
      `[${batchTexts(template, scope)
        .map(text => `{"PutRequest":{"Item":${text}}}`)
        .join(",")}]`,
    value: scope =>
      Array.from(scopesOf(scope), each => ({ PutRequest: { Item: template.toItem(each) } })),
  };
}

/** The DynamoDB JSON of a batch's items, in the order of the scope's indexes. */
export function batchTexts(template: ItemTemplate, scope: Scope): string[] {
  return Array.from(scopesOf(scope), each => template.toWire(each));
}

/** The scope of each item of a batch. It is one object whose index changes: not for keeping. */
export function* scopesOf(scope: Scope): Generator<Scope> {
  const each: Scope & { index: number } = { ...scope, index: scope.index };
  for (const index of scope.indexes ?? []) {
    each.index = index;
    yield each;
  }
}

/**
 * The scope without the indexes whose key another index of the batch has too, since DynamoDB
 * refuses a batch that names a key twice. The last one stays, as if they had been written in order.
 */
export function withDistinctKeys(key: ItemTemplate, scope: Scope): Scope {
  const { indexes = [] } = scope;
  const last = new Map(batchTexts(key, scope).map((text, position) => [text, position]));
  if (last.size === indexes.length) return scope;
  return { ...scope, indexes: [...last.values()].map(position => indexes[position] ?? 0) };
}
