import type { Entity } from "../../scenario/scenario.ts";
import { faultError } from "../../sql/connection-error.ts";
import type { Database, SqlFault } from "../../sql/database.ts";
import type { Loader, LoadOutcome } from "../target.ts";
import type { Dialect } from "./dialect.ts";
import { eachOf, type Values } from "./rows.ts";
import { type RowStore, rowStore } from "./store-rows.ts";
import type { SqlTable } from "./tables.ts";
import { mismatchCode, TypeMismatch } from "./values.ts";

type Rejected = LoadOutcome["rejected"][number];

/** Statements of more text than this are taken apart: servers bound what they take at once. */
const mostBytes = 4_000_000;

/** Stores an entity's items in bulk. Throws a DynError for an attribute without a column. */
export function createLoader(
  database: Database,
  dialect: Dialect,
  entity: Entity,
  table: SqlTable,
): Loader {
  const store = rowStore(entity, table, dialect);
  return {
    batchSize: store.most,
    async write(scope, signal) {
      const loading = new Loading(database, store, signal);
      const rows = eachOf(scope, each => loading.make(() => store.rowOf(each)));
      const positions = store.distinct(rows);
      for (const part of parts(rows, positions)) await loading.store(rows, part);
      // A row that another of the same key follows in the batch is as good as written and replaced.
      return loading.outcome(rows.length);
    },
  };
}

class Loading {
  readonly #database: Database;
  readonly #store: RowStore;
  readonly #signal: AbortSignal | undefined;
  readonly #rejected: Rejected[] = [];
  #made = 0;
  #attempts = 0;

  constructor(database: Database, store: RowStore, signal: AbortSignal | undefined) {
    this.#database = database;
    this.#store = store;
    this.#signal = signal;
  }

  /** The next row; undefined for one that its table cannot hold, which is rejected. */
  make(rowOf: () => Values): Values | undefined {
    const position = this.#made;
    this.#made += 1;
    try {
      return rowOf();
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      this.#rejected.push({ position, code: mismatchCode, message: error.message });
      return undefined;
    }
  }

  /** What the server refuses is looked for by halves; all else is stored. */
  async store(rows: Rows, positions: readonly number[]): Promise<void> {
    const { statement, values } = this.#store.fill(positions.map(at => rows[at] ?? []));
    const answer = await this.#database.run(statement, values, {
      route: "write",
      ...(this.#signal && { signal: this.#signal }),
    });
    this.#attempts += answer.attempts;
    if (answer.outcome === "ok") return;
    const { fault } = answer;
    if (isHopeless(fault)) throw faultError(fault, this.#database.name);
    if (positions.length > 1 && isOfOneRow(fault)) {
      const half = positions.length >> 1;
      await this.store(rows, positions.slice(0, half));
      await this.store(rows, positions.slice(half));
      return;
    }
    const { code, message } = fault;
    this.#rejected.push(...positions.map(position => ({ position, code, message })));
  }

  outcome(count: number): LoadOutcome {
    const rejected = this.#rejected;
    return { written: count - rejected.length, rejected, attempts: this.#attempts, throttles: [] };
  }
}

type Rows = readonly (Values | undefined)[];

/** Positions of rows that go together in one statement. */
function parts(rows: Rows, positions: readonly number[]): readonly (readonly number[])[] {
  const all: number[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const position of positions) {
    const size = sizeOf(rows[position] ?? []);
    bytes += size;
    if (bytes > mostBytes) {
      all.push([]);
      bytes = size;
    }
    all.at(-1)?.push(position);
  }
  return all;
}

function sizeOf(row: Values): number {
  let size = 0;
  for (const value of row) {
    if (typeof value === "string" || value instanceof Uint8Array) size += value.length;
  }
  return size;
}

/** Out of reach, or not the user's: nothing that follows would fare better. */
function isHopeless({ kind, code }: SqlFault): boolean {
  return (
    kind === "denied" || kind === "transient" || code === "42P01" || code === "ER_NO_SUCH_TABLE"
  );
}

/** Ends that come of what a row holds. */
function isOfOneRow({ kind, code }: SqlFault): boolean {
  return kind === "constraint" || (kind === "other" && !ofAll.has(code));
}

const ofAll: ReadonlySet<string> = new Set(["Aborted", "Timeout", "PoolExhausted", "ClientClosed"]);
