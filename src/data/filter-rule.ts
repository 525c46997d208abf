import { DynError } from "../errors.ts";
import type { Condition } from "../expressions/ast.ts";
import { namesIn } from "../expressions/names.ts";
import type { KeySchema } from "../schema/schema.ts";
import { keyAttributes } from "./table-keys.ts";

/** The key attribute that a filter names, which DynamoDB refuses of a Query. */
export function keyNameIn(filter: Condition, key: KeySchema): string | undefined {
  const names = new Set(keyAttributes(key).map(({ name }) => name));
  return namesIn(filter).find(name => names.has(name));
}

/** Throws a "usage" error when a Query's filter names a key attribute. */
export function checkFilter(filter: Condition, key: KeySchema, what: string): void {
  const name = keyNameIn(filter, key);
  if (name === undefined) return;
  throw new DynError("usage", `--filter cannot name ${name}, a key attribute of ${what}`, {
    hint: "conditions on the key stand in the expression, with =, <, <=, >, >=, between or begins_with",
  });
}
