import type { KeySchema, TableSchema } from "../../schema/schema.ts";
import type { SqlColumn } from "./columns.ts";
import { keyAttribute, type SqlTable } from "./tables.ts";

/** A table as DynamoDB would describe it; its indexes have all attributes. */
export function schemaOfTable({ name, key, indexes }: SqlTable): TableSchema {
  return {
    table: name,
    key: keySchema(key),
    indexes: [...indexes].map(([index, columns]) => ({
      name: index,
      key: keySchema(columns),
      projection: { kind: "all" },
    })),
    localIndexes: [],
  };
}

/** The catalogue knows columns in order: the first is taken for the partition key. */
function keySchema([first, ...rest]: readonly SqlColumn[]): KeySchema {
  return { partition: first ? [keyAttribute(first)] : [], sort: rest.map(keyAttribute) };
}
