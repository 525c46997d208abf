import { DynError } from "../errors.ts";
import type { Entity } from "../scenario/scenario.ts";
import type { KeyAttribute } from "../schema/schema.ts";
import type { Scope } from "../template/scope.ts";
import { typeWordOf, typeWords } from "../values/type-words.ts";

/** The first item stands for all: its templates give the others the same types. */
const firstItem: Scope = { seed: 0, index: 0, vars: {}, now: () => 0 };

/** @throws DynError when an entity's items lack a part of the key or have it in another type */
export function checkKey({ name, table, item }: Entity, key: KeyAttribute): void {
  const template = item.attributes.get(key.name);
  if (template === undefined) {
    throw new DynError("invalid", `${name}: its items lack ${key.name}, a key of ${table}`, {
      hint: `add "${key.name}: …" (${typeWords[key.type]}) to the item's template`,
    });
  }
  const value = template.toAttributeValue(firstItem);
  if (key.type in value) return;
  throw new DynError(
    "invalid",
    `${name}: ${key.name} is ${typeWordOf(value)}, but the key of ${table} is ${typeWords[key.type]}`,
    { hint: `a string that is one \${…} keeps its value's type; \${str(…)} makes it a string` },
  );
}
