import type { Client } from "../../dynamodb/client.ts";
import { DynError } from "../../errors.ts";
import type { Entity } from "../../scenario/scenario.ts";
import { findTable, type TableOptions } from "../../schema/describe.ts";
import { missingTable } from "../../schema/missing-table.ts";
import type { KeyAttribute } from "../../schema/schema.ts";
import type { Scope } from "../../template/scope.ts";
import { typeWordOf, typeWords } from "../../values/type-words.ts";

/** The keys of a target's tables, asked for once a table. */
export class TableKeys {
  readonly #client: Client;
  readonly #where: TableOptions;
  readonly #known = new Map<string, Promise<readonly KeyAttribute[]>>();

  constructor(client: Client, where: TableOptions) {
    this.#client = client;
    this.#where = where;
  }

  /**
   * The names of the key attributes of an entity's table.
   * @throws DynError when there is no such table, or when the entity's items lack a part of the key
   *   or have it in another type.
   */
  async of(entity: Entity, signal?: AbortSignal): Promise<readonly string[]> {
    const key = await this.ofTable(entity.table, signal);
    for (const attribute of key) checkKey(entity, attribute);
    return key.map(({ name }) => name);
  }

  /** Throws a DynError, with the nearest name, when there is no such table. */
  ofTable(table: string, signal?: AbortSignal): Promise<readonly KeyAttribute[]> {
    const known = this.#known.get(table);
    if (known !== undefined) return known;
    const asked = this.#ask(table, { ...this.#where, ...(signal && { signal }) });
    this.#known.set(table, asked);
    // A table that is not there now may be created.
    asked.catch(() => this.#known.delete(table));
    return asked;
  }

  async #ask(table: string, options: TableOptions): Promise<readonly KeyAttribute[]> {
    const found = await findTable(this.#client, table, options);
    if (found === undefined) {
      throw await missingTable(this.#client, table, options.target, options);
    }
    const { partition, sort } = found.schema.key;
    return [...partition, ...sort];
  }
}

/** The first item stands for all: its templates give the others the same types. */
const firstItem: Scope = { seed: 0, index: 0, vars: {}, now: () => 0 };

function checkKey({ name, table, item }: Entity, key: KeyAttribute): void {
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
