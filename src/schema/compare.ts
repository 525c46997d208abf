import type { KeySchema, Projection, TableSchema } from "./schema.ts";
import { keyText, projectionText } from "./words.ts";

/** One setting in which a live table is not as its schema wants it. */
export interface Difference {
  /** `key`, `index ByEmail`, `local index ByAge`, `ttl`. */
  readonly setting: string;
  /** In words; absent when the schema has no such thing. */
  readonly wanted?: string;
  /** In words; absent when the table has no such thing. */
  readonly live?: string;
}

/**
 * Where a live table differs in what requests rest on: keys, indexes, projections and the attribute
 * of time to live. A table that has no time to live yet does not differ in it: it can be switched on.
 */
export function differences(wanted: TableSchema, live: TableSchema): Difference[] {
  const rows: Difference[] = [
    row("key", keyText(wanted.key), keyText(live.key)),
    ...indexRows("index", wanted.indexes, live.indexes),
    ...indexRows("local index", wanted.localIndexes, live.localIndexes),
    ...(live.ttl ? [row("ttl", wanted.ttl || undefined, live.ttl)] : []),
  ];
  return rows.filter(each => each.wanted !== each.live);
}

/** `index ByEmail: Email S, all attributes; the file says Email S, keys only`. */
export function differenceText({ setting, wanted, live }: Difference): string {
  if (live === undefined) return `${setting} is missing; the file says ${wanted}`;
  return `${setting} is ${live}; the file ${wanted === undefined ? "has none" : `says ${wanted}`}`;
}

type Index = { readonly name: string; readonly key: KeySchema; readonly projection: Projection };

function indexRows(
  kind: string,
  wanted: readonly Index[],
  live: readonly Index[],
): readonly Difference[] {
  const names = new Set([...wanted, ...live].map(({ name }) => name));
  return [...names].map(name =>
    row(`${kind} ${name}`, indexText(wanted, name), indexText(live, name)),
  );
}

function indexText(indexes: readonly Index[], name: string): string | undefined {
  const index = indexes.find(each => each.name === name);
  return index && `${keyText(index.key)} (${projectionText(index.projection)})`;
}

function row(setting: string, wanted: string | undefined, live: string | undefined): Difference {
  return {
    setting,
    ...(wanted !== undefined && { wanted }),
    ...(live !== undefined && { live }),
  };
}
