import { DynError } from "../errors.ts";
import type { Condition } from "../expressions/ast.ts";
import { namesIn } from "../expressions/names.ts";
import type { KeySchema } from "../schema/schema.ts";
import { keyAttributes } from "./table-keys.ts";

/** Throws a "usage" error when a Query's filter names a key attribute, which DynamoDB refuses. */
export function checkFilter(filter: Condition, key: KeySchema, what: string): void {
  const names = new Set(keyAttributes(key).map(({ name }) => name));
  for (const name of namesIn(filter)) {
    if (!names.has(name)) continue;
    throw new DynError("usage", `--filter cannot name ${name}, a key attribute of ${what}`, {
      hint: "conditions on the key stand in the expression, with =, <, <=, >, >=, between or begins_with",
    });
  }
}
