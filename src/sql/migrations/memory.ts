import type { Engine } from "../../config/sql-settings.ts";
import type { ServerConnection } from "../engine.ts";
import { ask } from "./ask.ts";
import { type Begun, checksumTable } from "./history.ts";

export interface MemoryPlace {
  readonly session: ServerConnection;
  readonly engine: Engine;
  /** Of the table, wherever a file leads its session. */
  readonly schema: string | undefined;
}

/** What the database knows of how far a migration has come. */
export class Memory {
  readonly #session: ServerConnection;
  readonly #name: string;
  readonly #table: string;
  readonly #placeholder: (at: number) => string;

  constructor({ session, engine, schema }: MemoryPlace, name: string) {
    const mark = engine === "postgres" ? '"' : "`";
    const before =
      schema === undefined ? "" : `${mark}${schema.replaceAll(mark, mark + mark)}${mark}.`;
    this.#session = session;
    this.#name = name;
    this.#table = `${before}${checksumTable}`;
    this.#placeholder = engine === "postgres" ? at => `$${at + 1}` : () => "?";
  }

  /** Statements that are applied. */
  async done(): Promise<number> {
    const text = `SELECT done FROM ${this.#table} WHERE name = ${this.#placeholder(0)}`;
    return Number((await ask(this.#session, text, [this.#name]))[0]?.done ?? 0);
  }

  async remember({ checksum, statements, done }: Omit<Begun, "name">): Promise<void> {
    await this.forget();
    const values = [this.#name, checksum, String(statements), String(done)];
    const places = values.map((_, at) => this.#placeholder(at)).join(", ");
    const insert = `INSERT INTO ${this.#table} (name, checksum, statements, done)`;
    await ask(this.#session, `${insert} VALUES (${places})`, values);
  }

  async forget(): Promise<void> {
    const text = `DELETE FROM ${this.#table} WHERE name = ${this.#placeholder(0)}`;
    await ask(this.#session, text, [this.#name]);
  }
}
