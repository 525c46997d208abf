import type { MovedItem } from "../../data/transfer/moved-item.ts";
import type { SqlValue } from "../database.ts";
import type { ServerConnection } from "../engine.ts";
import { quoted } from "../identifiers.ts";
import type { Batch, Loader, Stored } from "./batch.ts";
import type { BulkColumn, BulkTable, OnConflict } from "./bulk-table.ts";
import { cellsOfItem, columnsFor, sameColumns } from "./shape.ts";

/** Of one statement; the server takes 65,535 values. */
const mostRows = 1_000;
const mostValues = 20_000;
const mostBytes = 1024 * 1024;
/** Counts rows that are left as they are: the server's own count takes them for found. */
const skipped = "@dyn_skipped";

/** By INSERT of many rows. */
export function mysqlLoader(
  session: ServerConnection,
  table: BulkTable,
  onConflict: OnConflict,
): Loader {
  return {
    pipelines: false,
    batch: first => new MysqlBatch(session, table, columnsFor(first, table), onConflict),
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
    const skips = this.#onConflict === "skip";
    if (skips) await this.#session.run({ text: `SET ${skipped} = 0`, readOnly: false }, []);
    const reply = await this.#session.run(statement, rows.flat());
    if (!reply.ok) return reply;
    return { ok: true, stored: rows.length - (skips ? await this.#skipped() : 0) };
  }

  async #skipped(): Promise<number> {
    const reply = await this.#session.run({ text: `SELECT ${skipped}`, readOnly: true }, []);
    return reply.ok ? Number(reply.rows.rows[0]?.[0] ?? 0) : 0;
  }

  #insert(count: number): string {
    const { schema, name, key } = this.#table;
    const names = this.#columns.map(column => quoted(column.name));
    const row = `(${names.map(() => "?").join(", ")})`;
    const rows = Array.from({ length: count }, () => row).join(", ");
    const into = `${quoted(schema)}.${quoted(name)} (${names.join(", ")})`;
    const sets = this.#columns
      .filter(column => !key.includes(column.name))
      .map(column => `${quoted(column.name)} = VALUES(${quoted(column.name)})`);
    const first = quoted(key[0] ?? "");
    const none = `${first} = IF((${skipped} := ${skipped} + 1) IS NULL, ${first}, ${first})`;
    const update = this.#onConflict === "overwrite" && sets.length > 0 ? sets : [none];
    const conflict =
      this.#onConflict === "fail" ? "" : ` ON DUPLICATE KEY UPDATE ${update.join(", ")}`;
    return `INSERT INTO ${into} VALUES ${rows}${conflict}`;
  }
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
  if (type === "tinyint" || type === "bit") return truth.get(cell) ?? cell;
  if (/blob|binary/.test(type) && /^\\x(?:[\da-f]{2})*$/i.test(cell)) {
    return Buffer.from(cell.slice(2), "hex");
  }
  return cell;
}
