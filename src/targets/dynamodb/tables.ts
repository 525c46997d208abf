import type { Client } from "../../dynamodb/client.ts";
import type { Entity } from "../../scenario/scenario.ts";
import { findTable, type TableOptions } from "../../schema/describe.ts";
import { missingTable } from "../../schema/missing-table.ts";
import type { KeyAttribute, TableSchema } from "../../schema/schema.ts";
import { checkKey } from "../entity-key.ts";

/** A target's tables as the service describes them, asked for once a table. */
export class Tables {
  readonly #client: Client;
  readonly #where: TableOptions;
  readonly #known = new Map<string, Promise<TableSchema>>();

  constructor(client: Client, where: TableOptions) {
    this.#client = client;
    this.#where = where;
  }

  /**
   * The table of an entity.
   * @throws DynError when there is no such table, or when the entity's items lack a part of the key
   *   or have it in another type.
   */
  async of(entity: Entity, signal?: AbortSignal): Promise<TableSchema> {
    const table = await this.named(entity.table, signal);
    for (const attribute of keyAttributes(table)) checkKey(entity, attribute);
    return table;
  }

  /** Throws a DynError, with the nearest name, when there is no such table. */
  named(table: string, signal?: AbortSignal): Promise<TableSchema> {
    const known = this.#known.get(table);
    if (known !== undefined) return known;
    const asked = this.#ask(table, { ...this.#where, ...(signal && { signal }) });
    this.#known.set(table, asked);
    // A table that is not there now may be created.
    asked.catch(() => this.#known.delete(table));
    return asked;
  }

  async #ask(table: string, options: TableOptions): Promise<TableSchema> {
    const found = await findTable(this.#client, table, options);
    if (found === undefined) {
      throw await missingTable(this.#client, table, options.target, options);
    }
    return found.schema;
  }
}

/** The names of the attributes that tell a table's items apart. */
export function keyNames(table: TableSchema): readonly string[] {
  return keyAttributes(table).map(({ name }) => name);
}

function keyAttributes({ key }: TableSchema): readonly KeyAttribute[] {
  return [...key.partition, ...key.sort];
}
