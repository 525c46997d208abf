import { DynError } from "../../errors.ts";
import type { Entity } from "../../scenario/scenario.ts";
import { noSuchTable } from "../../schema/missing-table.ts";
import type { KeyAttribute } from "../../schema/schema.ts";
import { faultError } from "../../sql/connection-error.ts";
import type { Database } from "../../sql/database.ts";
import { quoted } from "../../sql/identifiers.ts";
import type { KeyType } from "../../values/attribute.ts";
import { checkKey } from "../entity-key.ts";
import type { SqlColumn } from "./columns.ts";
import type { Ask, Catalogued, Dialect } from "./dialect.ts";

/** A table as the catalogue has it, by the names that its items have. */
export interface SqlTable {
  readonly name: string;
  readonly columns: ReadonlyMap<string, SqlColumn>;
  /** What tells its items apart: the columns of the primary key, or else of a unique index. */
  readonly key: readonly SqlColumn[];
  /** What the engine calls the index of the key. */
  readonly keyIndex: string;
  /** Columns of the indexes that are called "Table_Index", by the names that DynamoDB has for them. */
  readonly indexes: ReadonlyMap<string, readonly SqlColumn[]>;
}

export interface DescribedTable extends SqlTable {
  /** Whatever could be its key, the primary key first. */
  readonly keys: readonly Pick<SqlTable, "key" | "keyIndex">[];
}

/** A target's tables, read from the catalogue once a table. */
export class Tables {
  readonly #database: Database;
  readonly #dialect: Dialect;
  readonly #known = new Map<string, Promise<DescribedTable>>();

  constructor(database: Database, dialect: Dialect) {
    this.#database = database;
    this.#dialect = dialect;
  }

  /**
   * The table of an entity, with the key that its items have.
   * @throws DynError when there is no such table, or when the entity's items lack a part of the key
   *   or have it in another type.
   */
  async of(entity: Entity, signal?: AbortSignal): Promise<SqlTable> {
    const table = await this.#find(entity.table, signal);
    const { attributes } = entity.item;
    const { key, keyIndex } =
      table.keys.find(each => each.key.every(({ name }) => attributes.has(name))) ?? table;
    if (key.length === 0) throw withoutKey(table);
    for (const column of key) checkKey(entity, keyAttribute(column));
    return { ...table, key, keyIndex };
  }

  /** Throws a DynError, with the nearest name, when there is no such table. */
  named(table: string, signal?: AbortSignal): Promise<SqlTable> {
    return this.#find(table, signal);
  }

  /** The table as it is now. Throws as `named` does. */
  async described(table: string, signal?: AbortSignal): Promise<DescribedTable> {
    const ask = this.ask(signal);
    const found = await this.#dialect.find(table, ask);
    if (found !== undefined) return tableOf(table, found);
    const names = await this.#dialect.tables(ask).catch(() => []);
    const some =
      names.length === 0
        ? "make them with `dyn aurora migrate up`"
        : `there are ${names.slice(0, 9).join(", ")}`;
    throw noSuchTable(table, this.#database.name, names, some);
  }

  /** Asks the writer, since a reader may be behind. */
  ask(signal: AbortSignal | undefined): Ask {
    return async (text, values) => {
      const statement = { text, readOnly: true } as const;
      const options = { route: "write", ...(signal && { signal }) } as const;
      const answer = await this.#database.run(statement, values, options);
      if (answer.outcome === "ok") return answer.rows;
      throw faultError(answer.fault, this.#database.name);
    };
  }

  #find(table: string, signal: AbortSignal | undefined): Promise<DescribedTable> {
    const known = this.#known.get(table);
    if (known !== undefined) return known;
    const asked = this.described(table, signal);
    this.#known.set(table, asked);
    // A table that is not there now may be created.
    asked.catch(() => this.#known.delete(table));
    return asked;
  }
}

function tableOf(name: string, { columns: list, indexes }: Catalogued): DescribedTable {
  const columns = new Map(list.map(column => [column.name, column]));
  const columnsOf = (names: readonly string[]) => names.flatMap(each => columns.get(each) ?? []);
  const keys = indexes
    .filter(({ unique }) => unique)
    .map(index => ({ key: columnsOf(index.columns), keyIndex: index.name }))
    .filter(({ key }) => key.every(({ nullable }) => !nullable));
  const prefix = `${name}_`;
  const own = indexes.filter(index => index.name.startsWith(prefix) && !index.primary);
  return {
    name,
    columns,
    keys,
    key: keys[0]?.key ?? [],
    keyIndex: keys[0]?.keyIndex ?? "",
    indexes: new Map(own.map(index => [index.name.slice(prefix.length), columnsOf(index.columns)])),
  };
}

/** A column of a key as DynamoDB would have it. */
export function keyAttribute({ name, kind }: SqlColumn): KeyAttribute {
  const type: KeyType = kind === "N" || kind === "B" ? kind : "S";
  return { name, type };
}

/** `"Orders"."Status"`, which means the same in every clause. */
export function columnText(table: SqlTable, { name }: SqlColumn): string {
  return `${quoted(table.name)}.${quoted(name)}`;
}

function withoutKey({ name }: SqlTable): DynError {
  return new DynError("invalid", `${name} has neither a primary key nor a unique index`, {
    hint: `ALTER TABLE ${quoted(name)} ADD PRIMARY KEY (…)`,
  });
}
