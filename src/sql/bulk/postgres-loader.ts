import type { MovedItem } from "../../data/transfer/moved-item.ts";
import type { Reply, ServerConnection } from "../engine.ts";
import { unsent } from "../faults.ts";
import { quoted } from "../identifiers.ts";
import type { Batch, Loader, Stored } from "./batch.ts";
import type { BulkColumn, BulkTable, OnConflict } from "./bulk-table.ts";
import { CopyText } from "./copy-text.ts";
import { csvLine } from "./csv-line.ts";
import { CsvRowItem } from "./csv-row-item.ts";
import { cellsOfItem, columnsFor, namesKey, sameColumns } from "./shape.ts";

/** Enough that a commit for each costs nothing, and few enough to find a bad row among them. */
const largestRows = 20_000;
const mostBytes = 2 * 1024 * 1024;
/** Of the first batch, and then twice as many each time: the server has something to do at once. */
const firstRows = 1_250;

/** By COPY; with `overwrite` and `skip` into a temporary table first, from which one statement takes them. */
export function postgresLoader(
  session: ServerConnection,
  table: BulkTable,
  onConflict: OnConflict,
): Loader {
  const staging = onConflict === "fail" ? undefined : new Staging(session, table, onConflict);
  let nextRows = firstRows;
  return {
    pipelines: onConflict === "fail",
    batch: first => {
      const mostRows = nextRows;
      nextRows = Math.min(2 * nextRows, largestRows);
      return new PostgresBatch({ session, table, staging, mostRows }, columnsFor(first, table));
    },
  };
}

interface BatchOptions {
  readonly session: ServerConnection;
  readonly table: BulkTable;
  /** undefined where rows go into the table itself. */
  readonly staging: Staging | undefined;
  readonly mostRows: number;
}

class PostgresBatch implements Batch {
  readonly #options: BatchOptions;
  readonly #columns: readonly BulkColumn[];
  readonly #text = new CopyText();

  constructor(options: BatchOptions, columns: readonly BulkColumn[]) {
    this.#options = options;
    this.#columns = columns;
  }

  get count(): number {
    return this.#text.count;
  }

  get isFull(): boolean {
    return this.count >= this.#options.mostRows || this.#text.sizeBytes >= mostBytes;
  }

  add(item: MovedItem): boolean {
    if (item instanceof CsvRowItem) {
      if (item.columns !== this.#columns) return false;
      this.#text.addBytes(item.block, item.start, item.end);
      return true;
    }
    const { table } = this.#options;
    if (!sameColumns(columnsFor(item, table), this.#columns)) return false;
    this.#text.addText(csvLine(cellsOfItem(item, this.#columns, table)));
    return true;
  }

  async store(from: number, to: number): Promise<Stored> {
    const { session, table, staging } = this.#options;
    const data = this.#text.slice(from, to);
    if (staging !== undefined) return staging.store(this.#columns, data, to - from);
    const reply = await copy(session, nameOf(table), this.#columns, data);
    return reply.ok ? { ok: true, stored: to - from } : reply;
  }
}

/** A temporary table with the same columns, which is empty after each transaction. */
class Staging {
  readonly #session: ServerConnection;
  readonly #table: BulkTable;
  readonly #onConflict: "overwrite" | "skip";
  #isMade = false;

  constructor(session: ServerConnection, table: BulkTable, onConflict: "overwrite" | "skip") {
    this.#session = session;
    this.#table = table;
    this.#onConflict = onConflict;
  }

  async store(columns: readonly BulkColumn[], data: Uint8Array, count: number): Promise<Stored> {
    const session = this.#session;
    const failed = async (reply: Reply & { readonly ok: false }): Promise<Stored> => {
      if (session.usable) await session.rollback();
      return reply;
    };
    if (!this.#isMade) {
      const made = await session.run({ text: this.#create(), readOnly: false }, []);
      if (!made.ok) return made;
      this.#isMade = true;
    }
    const begun = await session.begin({ readOnly: false });
    if (!begun.ok) return begun;
    const copied = await copy(session, stagingName, columns, data);
    if (!copied.ok) return failed(copied);
    const inserted = await session.run({ text: this.#insert(columns), readOnly: false }, []);
    if (!inserted.ok) return failed(inserted);
    const committed = await session.commit();
    if (!committed.ok) return committed;
    const stored = this.#onConflict === "skip" ? inserted.rows.affected : count;
    return { ok: true, stored };
  }

  #create(): string {
    const names = list(this.#table.columns);
    return `CREATE TEMPORARY TABLE ${stagingName} ON COMMIT DELETE ROWS AS SELECT ${names} FROM ${nameOf(this.#table)} WITH NO DATA`;
  }

  /**
   * Of rows with one key the last one counts, or, where none is replaced, the first. Rows whose key
   * the table makes up are all new.
   */
  #insert(columns: readonly BulkColumn[]): string {
    const names = list(columns);
    const into = `INSERT INTO ${nameOf(this.#table)} (${names}) OVERRIDING SYSTEM VALUE`;
    if (!namesKey(columns, this.#table)) return `${into} SELECT ${names} FROM ${stagingName}`;
    const key = this.#table.key.map(quoted).join(", ");
    const others = columns.filter(({ name }) => !this.#table.key.includes(name));
    const sets = others.map(({ name }) => `${quoted(name)} = EXCLUDED.${quoted(name)}`);
    const overwrites = this.#onConflict === "overwrite";
    const update = sets.length > 0 && overwrites ? `UPDATE SET ${sets.join(", ")}` : "NOTHING";
    const order = overwrites ? "DESC" : "ASC";
    return `${into}
      SELECT DISTINCT ON (${key}) ${names} FROM ${stagingName} ORDER BY ${key}, ctid ${order}
      ON CONFLICT (${key}) DO ${update}`;
  }
}

const stagingName = "pg_temp.dyn_load";

async function copy(
  session: ServerConnection,
  into: string,
  columns: readonly BulkColumn[],
  data: Uint8Array,
): Promise<Reply> {
  const text = `COPY ${into} (${list(columns)}) FROM STDIN (FORMAT csv)`;
  const reply = await session.copy?.(text, data);
  return reply ?? unsent({ code: "NoCopy", message: "COPY is PostgreSQL's alone", kind: "denied" });
}

function nameOf({ schema, name }: BulkTable): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

function list(columns: readonly BulkColumn[]): string {
  return columns.map(({ name }) => quoted(name)).join(", ");
}
