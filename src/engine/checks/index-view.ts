import type { KeyAttribute, Projection, TableSchema } from "../../schema/schema.ts";
import type { ScanRequest } from "../../targets/target.ts";
import { attributeOf, emptyItem, type Item } from "../../values/attribute.ts";
import { canonicalItem } from "../../values/canonical.ts";
import { keyNamesOf } from "./failing-keys.ts";

/** An index beside its table: which items belong in it, and what of them. */
export interface IndexView {
  readonly tableScan: ScanRequest;
  readonly indexScan: ScanRequest;
  readonly keyNames: readonly string[];
  /** An index is sparse: it has the items alone that have its whole key, in the right types. */
  belongs(item: Item): boolean;
  /** One text for one key of the table. */
  key(item: Item): string;
  /** One text for one content of the index. */
  content(item: Item): string;
}

/** Undefined when the table has no such index. */
export function indexViewOf(schema: TableSchema, indexName: string): IndexView | undefined {
  const { table } = schema;
  const index = [...schema.indexes, ...schema.localIndexes].find(({ name }) => name === indexName);
  if (index === undefined) return undefined;
  const indexKey = [...index.key.partition, ...index.key.sort];
  const keyNames = keyNamesOf(schema);
  const names = projected(keyNames, indexKey, index.projection);
  return {
    tableScan: { table, ...(names && { select: names }) },
    indexScan: { table, index: indexName },
    keyNames,
    belongs: item =>
      indexKey.every(({ name, type }) => {
        const value = attributeOf(item, name);
        return value !== undefined && type in value;
      }),
    key: item => canonicalItem(only(item, keyNames)),
    // Whatever else the store gives of an item that is not projected does not count.
    content: item => canonicalItem(names === undefined ? item : only(item, names)),
  };
}

/** The attributes of a projection; undefined for all that an item has. */
function projected(
  keyNames: readonly string[],
  indexKey: readonly KeyAttribute[],
  projection: Projection,
): readonly string[] | undefined {
  if (projection.kind === "all") return undefined;
  const included = projection.kind === "include" ? projection.attributes : [];
  return [...new Set([...keyNames, ...indexKey.map(({ name }) => name), ...included])];
}

function only(item: Item, names: readonly string[]): Item {
  const part = emptyItem();
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value !== undefined) part[name] = value;
  }
  return part;
}
