import { DynError } from "../errors.ts";
import type { Update } from "../expressions/ast.ts";
import type { KeyAttribute } from "../schema/schema.ts";
import { typeWordOf, typeWords } from "../values/type-words.ts";
import { type KeyedTable, keyAttributes } from "./table-keys.ts";

/**
 * Throws an "invalid" error for an update that the table would refuse whatever its items are: of a
 * key attribute, or one that gives an index's key a value of another type.
 */
export function checkUpdate(update: Update, table: KeyedTable): void {
  const keys = keyAttributes(table.key).map(({ name }) => name);
  const indexKeys = new Map<string, KeyAttribute & { readonly index: string }>();
  for (const index of [...table.indexes, ...table.localIndexes]) {
    for (const attribute of keyAttributes(index.key)) {
      indexKeys.set(attribute.name, { ...attribute, index: index.name });
    }
  }
  for (const clause of update) {
    const [name] = clause.path;
    if (keys.includes(name)) throw ofKey(name, table);
    const indexed = indexKeys.get(name);
    if (indexed === undefined || clause.kind !== "set" || clause.path.length > 1) continue;
    const { value } = clause;
    if (value.kind !== "literal" || indexed.type in value.value) continue;
    const types = `${typeWords[indexed.type]}, not ${typeWordOf(value.value)}`;
    throw new DynError("invalid", `${name} must be ${types}`, {
      hint: `it is in the key of the index ${indexed.index}`,
    });
  }
}

function ofKey(name: string, { table }: KeyedTable): DynError {
  return new DynError("invalid", `an update cannot change ${name}, a key attribute of ${table}`, {
    hint: "put the item under its new key and delete the old one, both at once with: dyn item transact",
  });
}
