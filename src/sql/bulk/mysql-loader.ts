import type { MovedItem } from "../../data/transfer/moved-item.ts";
import type { SqlStatement, SqlValue } from "../database.ts";
import type { Reply, ServerConnection } from "../engine.ts";
import { quoted } from "../identifiers.ts";
import type { Batch, Loader, Stored } from "./batch.ts";
import type { BulkColumn, BulkTable, OnConflict } from "./bulk-table.ts";
import { cellsOfItem, columnsFor, namesKey, sameColumns } from "./shape.ts";

/** Of one statement; the server takes 65,535 values. */
const mostRows = 1_000;
const mostValues = 20_000;
const mostBytes = 1024 * 1024;
/** Counts rows that are left as they are: the server's own count takes them for found. */
const skipped = "@dyn_skipped";
/** Counts rows that met one of another key, by a unique value: MySQL asks for no key in particular. */
const strange = "@dyn_strange";

/** By INSERT of many rows. */
export function mysqlLoader(
  session: ServerConnection,
  table: BulkTable,
  onConflict: OnConflict,
): Loader {
  return {
    pipelines: false,
    batch: first => {
      const columns = columnsFor(first, table);
      // Rows whose key the table makes up are all new.
      const choice = namesKey(columns, table) ? onConflict : "fail";
      return new MysqlBatch(session, table, columns, choice);
    },
  };
}

class MysqlBatch implements Batch {
  readonly #session: ServerConnection;
  readonly #table: BulkTable;
  readonly #columns: readonly BulkColumn[];
  readonly #onConflict: OnConflict;
  readonly #rows: (readonly SqlValue[])[] = [];
  #bytes = 0;

  constructor(
    session: ServerConnection,
    table: BulkTable,
    columns: readonly BulkColumn[],
    onConflict: OnConflict,
  ) {
    this.#session = session;
    this.#table = table;
    this.#columns = columns;
    this.#onConflict = onConflict;
  }

  get count(): number {
    return this.#rows.length;
  }

  get isFull(): boolean {
    const most = Math.min(mostRows, Math.floor(mostValues / this.#columns.length));
    return this.count >= most || this.#bytes >= mostBytes;
  }

  add(item: MovedItem): boolean {
    if (!sameColumns(columnsFor(item, this.#table), this.#columns)) return false;
    const cells = cellsOfItem(item, this.#columns, this.#table);
    this.#rows.push(cells.map((cell, at) => parameterOf(cell, this.#columns[at]?.type ?? "")));
    this.#bytes += cells.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
    return true;
  }

  async store(from: number, to: number): Promise<Stored> {
    const rows = this.#rows.slice(from, to);
    const text = this.#insert(rows.length);
    // Full batches are all alike, and need be prepared once only.
    const name = this.isFull && from === 0 && to === this.count ? { name: text } : {};
    const statement = { text, readOnly: false, ...name };
    const values = rows.flat();
    if (this.#onConflict !== "fail") return this.#storeByKey(statement, values, rows.length);
    const reply = await this.#session.run(statement, values);
    return reply.ok ? { ok: true, stored: rows.length } : reply;
  }

  /** In a transaction, which is taken back when a row met one of another key. */
  async #storeByKey(
    statement: SqlStatement,
    values: readonly SqlValue[],
    count: number,
  ): Promise<Stored> {
    const session = this.#session;
    const begun = await session.begin({ readOnly: false });
    if (!begun.ok) return begun;
    const reset = { text: `SET ${skipped} = 0, ${strange} = 0`, readOnly: false };
    const counts = { text: `SELECT ${skipped}, ${strange}`, readOnly: true };
    const replies = await session.runAll([
      { statement: reset, values: [] },
      { statement, values },
      { statement: counts, values: [] },
    ]);
    const failed = replies.find((reply): reply is Failed => !reply.ok);
    const last = replies.at(-1);
    const [left, others] = (last?.ok ? last.rows.rows[0] : undefined) ?? [];
    if (failed !== undefined || Number(others) > 0) {
      if (session.usable) await session.rollback();
      return failed ?? taken;
    }
    const committed = await session.commit();
    return committed.ok ? { ok: true, stored: count - Number(left) } : committed;
  }

  #insert(count: number): string {
    const { schema, name, key } = this.#table;
    const names = this.#columns.map(column => quoted(column.name));
    const row = `(${names.map(() => "?").join(", ")})`;
    const rows = Array.from({ length: count }, () => row).join(", ");
    const into = `${quoted(schema)}.${quoted(name)} (${names.join(", ")})`;
    const insert = `INSERT INTO ${into} VALUES ${rows}`;
    if (this.#onConflict === "fail") return insert;
    const same = key.map(each => `${quoted(each)} <=> VALUES(${quoted(each)})`).join(" AND ");
    const first = quoted(key[0] ?? "");
    const counting = (counter: string) =>
      `IF((${counter} := ${counter} + 1) IS NULL, ${first}, ${first})`;
    const others = this.#columns.map(column => quoted(column.name)).filter(isNot(key.map(quoted)));
    const overwrites = this.#onConflict === "overwrite" && others.length > 0;
    const sets = overwrites
      ? others.map(each => `${each} = IF(${same}, VALUES(${each}), ${each})`)
      : [];
    const found = overwrites ? first : counting(skipped);
    const update = [`${first} = IF(${same}, ${found}, ${counting(strange)})`, ...sets];
    return `${insert} ON DUPLICATE KEY UPDATE ${update.join(", ")}`;
  }
}

type Failed = Reply & { readonly ok: false };

const taken: Stored = {
  ok: false,
  fault: {
    kind: "constraint",
    code: "ER_DUP_ENTRY",
    message: "a row of another key has one of its unique values",
  },
  effect: "none",
};

function isNot(names: readonly string[]) {
  return (name: string) => !names.includes(name);
}

const truth = new Map([
  ["true", "1"],
  ["t", "1"],
  ["false", "0"],
  ["f", "0"],
]);

/** As PostgreSQL's CSV has truth values and binaries. */
function parameterOf(cell: string | null, type: string): SqlValue {
  if (cell === null) return null;
  if (type === "tinyint") return truth.get(cell) ?? cell;
  if (type === "bit") return bits(truth.get(cell) ?? cell);
  if (/blob|binary/.test(type) && /^\\x(?:[\da-f]{2})*$/i.test(cell)) {
    return Buffer.from(cell.slice(2), "hex");
  }
  return cell;
}

/** Text is taken for the bits of its characters. */
function bits(cell: string): SqlValue {
  if (!/^\d{1,19}$/.test(cell)) return cell;
  const hex = BigInt(cell).toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}
