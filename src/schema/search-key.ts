import type { SearchKey } from "../expressions/parse.ts";
import type { KeySchema, TableSchema } from "./schema.ts";

/** One of the table's keys, with its others beside it, which hints may suggest. */
export function searchKey(
  key: KeySchema,
  table: Pick<TableSchema, "key" | "indexes" | "localIndexes">,
): SearchKey {
  const all = [
    { index: undefined, key: table.key },
    ...[...table.indexes, ...table.localIndexes].map(({ name, key }) => ({ index: name, key })),
  ];
  return { ...key, others: all.filter(other => other.key !== key) };
}
