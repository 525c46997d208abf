import type { Engine } from "../config/sql-settings.ts";
import type { Isolation, Route } from "../scenario/scenario.ts";
import type { ExactNumber } from "../template/scope.ts";

/**
 * A value as a statement takes it. What the statement itself tells to be a number may be text, in all
 * its digits; MySQL would make a double of a text that it counts with. PostgreSQL takes a list for an
 * array.
 */
export type SqlValue = string | ExactNumber | boolean | Uint8Array | null | readonly SqlValue[];

/** A cell of a row, as the server writes it in text: all but truth values and binaries are strings. */
export type Cell = string | boolean | Uint8Array | null;

export interface SqlStatement {
  /** With `$1` or `?` for its values, as the engine has them. */
  readonly text: string;
  /** Prepared on each connection, once, under this name; absent: it is sent once only. */
  readonly name?: string;
  /** It writes nothing: it may go to a reader, and be sent again whatever became of it. */
  readonly readOnly: boolean;
  /** It may be sent again after an unknown outcome, to the same effect. */
  readonly idempotent?: boolean;
}

export interface Column {
  readonly name: string;
  /** As the engine calls it: `numeric`, `varchar`, `bytea`. */
  readonly type: string;
}

export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that a write found, changed or not; for a read, those that it gives. */
  readonly affected: number;
}

/** What the server, the network or a time-out ended a statement with. */
export interface SqlFault {
  /** SQLSTATE or MySQL's symbol (`40001`, `ER_LOCK_DEADLOCK`), or one of dyn's: `Timeout`, `ConnectionLost`, `ConnectionRefused`, `PoolExhausted`, `Aborted`. */
  readonly code: string;
  readonly message: string;
  /**
   * `conflict`: the transaction was given up for another's sake, and may go better again.
   * `transient`: the instance, or the way to it, and may go better again. `denied`: who it is or what
   * it may do. `constraint`: a unique key or another rule of the table. `other`: it fails each time.
   */
  readonly kind: "conflict" | "transient" | "denied" | "constraint" | "other";
  readonly cause?: unknown;
}

interface Tried {
  /** Tries, the first included; of a transaction, of the whole of it. */
  readonly attempts: number;
  /** Tries that ended for a conflict. */
  readonly conflicts: number;
}

/**
 * How a statement ended. `failed`: it certainly had no effect. `unknown`: a write whose connection was
 * lost, or that took too long, after it was sent; a read is never unknown.
 */
export type Answer =
  | ({ readonly outcome: "ok"; readonly rows: Rows } & Tried)
  | ({ readonly outcome: "failed" | "unknown"; readonly fault: SqlFault } & Tried);

/** A statement with its values. */
export interface Call {
  readonly statement: SqlStatement;
  readonly values: readonly SqlValue[];
}

export interface RunOptions {
  /** Absent: a reader for what is `readOnly`, else the writer. */
  readonly route?: Route;
  readonly signal?: AbortSignal;
  /** Of this statement alone; absent: the settings'. */
  readonly timeoutMs?: number;
  /** How often it is sent again after a conflict; absent: as the settings' `maxAttempts` says. */
  readonly retryConflicts?: number;
}

/** A connection with a transaction under way: nothing is retried in it. */
export interface SqlTransaction {
  readonly isolation: Isolation | undefined;
  run(statement: SqlStatement, values: readonly SqlValue[]): Promise<Answer>;
  /**
   * Statements that do not depend on each other, in order, in one go where the connection can. After
   * the first that is not ok, the others are not performed and have no answer.
   */
  runAll(all: readonly Call[]): Promise<readonly Answer[]>;
}

/** How the body of a transaction ended: commit, or roll back. */
export interface Ended<T> {
  readonly commit: boolean;
  readonly value: T;
  /** Why it is not committed, where a statement failed: decides whether the whole is tried again. */
  readonly fault?: SqlFault;
}

export interface TransactOptions {
  /** Absent: the server's own. */
  readonly isolation?: Isolation;
  readonly readOnly?: boolean;
  readonly route?: Route;
  /** How often the whole is begun anew after a conflict; absent: as the settings' `maxAttempts` says. */
  readonly retryConflicts?: number;
  readonly signal?: AbortSignal;
  /** Of each of its statements; absent: the settings'. */
  readonly timeoutMs?: number;
}

export type TransactionAnswer<T> =
  | ({ readonly outcome: "committed" | "rolled-back"; readonly value: T } & Tried)
  /** `unknown`: COMMIT was sent and nothing came back. */
  | ({ readonly outcome: "failed" | "unknown"; readonly fault: SqlFault } & Tried);

/** One instance as it tells of itself. */
export interface Instance {
  readonly endpoint: string;
  readonly role: "writer" | "reader";
  /** As the server says it, in one line. */
  readonly version: string;
  /** Whether it takes writes. */
  readonly readOnly: boolean;
  /** How far it is behind the writer, in milliseconds; null for the writer, or where it does not tell. */
  readonly lagMs: number | null;
  /** Client connections open on it, and the most that it takes; null where it does not tell. */
  readonly connections: number | null;
  readonly maxConnections: number | null;
}

/** A SQL database by all of its instances. Opens no connection until it is asked something. */
export interface Database {
  readonly engine: Engine;
  /** As the user named it. */
  readonly name: string;
  /** Whether there are readers. */
  readonly replicated: boolean;
  /** Never rejects: faults are outcomes. Retried inside as safety allows. */
  run(statement: SqlStatement, values: readonly SqlValue[], options?: RunOptions): Promise<Answer>;
  /**
   * Several statements, at least one, as one transaction of the server's own isolation, in one go: the
   * rows are the last one's. Absent where the engine has no such; else as `run`.
   */
  readonly runTogether?: (calls: readonly Call[], options: RunOptions) => Promise<Answer>;
  /** Never rejects for faults of the server; rejects with what the body throws, rolled back. */
  transact<T>(
    options: TransactOptions,
    body: (transaction: SqlTransaction) => Promise<Ended<T>>,
  ): Promise<TransactionAnswer<T>>;
  /** Each instance that answers; throws a DynError when the writer does not. */
  instances(signal?: AbortSignal): Promise<readonly Instance[]>;
  /** Rows of a long read, a part at a time, from one snapshot. Throws a DynError. */
  stream(
    statement: SqlStatement,
    values: readonly SqlValue[],
    options?: RunOptions,
  ): AsyncIterable<Rows>;
  /** Waiting for a connection just now. */
  waiting(): number;
  close(): Promise<void>;
}
