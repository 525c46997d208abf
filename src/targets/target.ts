import type { Throttle } from "../dynamodb/client.ts";
import type { Condition } from "../expressions/ast.ts";
import type { Attributes } from "../scenario/attributes.ts";
import type { Action, Dialect, Entity, Isolation, Parameters } from "../scenario/scenario.ts";
import type { TableSchema } from "../schema/schema.ts";
import type { Scope, TemplateValue } from "../template/scope.ts";
import type { Item } from "../values/attribute.ts";

/** Capacity that an operation consumed of one table or index. */
export interface Consumed {
  /** `Orders`, or `Orders/index/ByStatus`. */
  readonly resource: string;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** How one operation ended, as the engine counts it. */
export interface Outcome {
  readonly status: "ok" | "failed" | "unknown";
  /** The error's code when not ok. */
  readonly code?: string;
  /** It failed because a condition of its own did not hold. */
  readonly conditionFailed?: true;
  readonly attempts: number;
  /**
   * Requests that it took without any retry: one unless told, more for a flow's steps or a read's
   * pages. What a batch sends again because the service left it undone is a retry.
   */
  readonly requests?: number;
  readonly throttles: readonly Throttle[];
  /** Transaction conflicts met, those that were retried included. */
  readonly conflicts: number;
  /** Times that a flow began anew; the engine counts them, no target does. */
  readonly restarts?: number;
  /** Set by the engine, where a read was to see what was written before it. */
  readonly freshness?: MeasuredFreshness;
  /** Items read or written; for a batch that reads, those that were found. */
  readonly items: number;
  /** Empty when the store has no capacity units. */
  readonly consumed: readonly Consumed[];
  /** What was read, when `PrepareOptions.capture` asked for it: an item (null: none), or a list of items. */
  readonly captured?: TemplateValue;
}

/** How a read went that was made again until it saw what was written before it. */
export interface MeasuredFreshness {
  /** Reads that did not see it yet. */
  readonly staleReads: number;
  /** From the start of the first read to the end of the one that saw it, or was the last. */
  readonly elapsedMs: number;
}

/** A transaction under way, of the target that began it. */
export interface Transaction {
  readonly isolation: Isolation;
}

/**
 * An operation compiled for one store. Faults are outcomes; it rejects only when a template cannot
 * be evaluated. With `within` it is a part of that transaction, which the target must have begun.
 */
export type Prepared = (
  scope: Scope,
  signal?: AbortSignal,
  within?: Transaction,
) => Promise<Outcome>;

/**
 * Performs a body as one transaction: committed when its outcome is ok, else rolled back. The whole
 * body is performed again, up to `retryConflicts` times, when the store gave it up for a conflict, or
 * lost it before its commit was sent. The outcome is the body's last, with what all tries took; a
 * commit without an answer is unknown.
 */
export type Transact = (
  body: (within: Transaction) => Promise<Outcome>,
  signal?: AbortSignal,
) => Promise<Outcome>;

/** What a store can be asked, known before it is opened. */
export interface Capabilities {
  /** The store in words: `DynamoDB`, `PostgreSQL`. */
  readonly store: string;
  /** Languages of statements, the one it likes best first. */
  readonly dialects: readonly Dialect[];
  /** Several actions can be one transaction, each seeing what the ones before it read. */
  readonly transactionsOfSteps: boolean;
  /**
   * Expressions can name what is within an attribute and change sets and lists; else they are
   * about whole attributes that are strings, numbers, binaries or truth values.
   */
  readonly documents: boolean;
  /** Items that one batch can name. */
  readonly largestBatch: { readonly get: number; readonly write: number };
}

export interface PrepareOptions {
  /** Keep what is read in the outcome's `captured`. */
  readonly capture?: boolean;
  /** How many times to try again after a transaction conflict; 0 unless told. */
  readonly retryConflicts?: number;
  /** A statement that is to change rows, and finds none, has failed a condition: that of its WHERE. */
  readonly findsRows?: boolean;
  readonly signal?: AbortSignal;
}

/** Which items of a table to read back. */
export interface ScanRequest {
  readonly table: string;
  readonly index?: string;
  /** Only items that it holds for, or, with `negate`, only those that it does not hold for. */
  readonly where?: Condition;
  readonly negate?: boolean;
  readonly parameters?: Parameters;
  /** Attributes, top level; all that there are unless told. */
  readonly select?: readonly string[];
}

/** Reads data back to check it: consistent wherever the store can, retried inside. */
export interface Reader {
  /** Key, indexes and their projections, as the store has them. */
  describe(table: string, signal?: AbortSignal): Promise<TableSchema>;
  /**
   * Items by their indexes, in the order of `scope.indexes`; undefined where there is none. With
   * `snapshot` all are read as of one moment; then there are at most 100.
   */
  fetch(
    entity: Entity,
    scope: Scope & { readonly indexes: readonly number[] },
    options?: { readonly snapshot?: boolean; readonly signal?: AbortSignal },
  ): Promise<readonly (Item | undefined)[]>;
  /** Pages of items; holds one page at a time. */
  scan(request: ScanRequest, signal?: AbortSignal): AsyncIterable<readonly Item[]>;
}

/** What became of one bulk write. */
export interface LoadOutcome {
  /** Items acknowledged as stored. */
  readonly written: number;
  /** Positions within the batch that are not known to be stored, each with why. */
  readonly rejected: readonly {
    readonly position: number;
    readonly code: string;
    readonly message: string;
  }[];
  readonly attempts: number;
  readonly throttles: readonly Throttle[];
}

/**
 * Writes an entity's items in bulk; partial results are retried inside. A write rejects with a
 * DynError when no other would fare better: the store is out of reach or denies it, a template
 * cannot be evaluated.
 */
export interface Loader {
  /** The most items that one write takes. */
  readonly batchSize: number;
  write(
    scope: Scope & { readonly indexes: readonly number[] },
    signal?: AbortSignal,
  ): Promise<LoadOutcome>;
}

export type TableState = "created" | "exists";

export interface EnsureOptions {
  /** What items have besides their keys; for stores whose tables have columns. */
  readonly attributes?: Attributes;
  readonly signal?: AbortSignal;
}

/** Where a load runs. The engine knows stores by this alone. */
export interface Target {
  /** As the user would name it: `memory`, `local`, an endpoint, a name from dyn.yaml. */
  readonly name: string;
  /** What sends the requests, e.g. `wire`; shown in results. */
  readonly client: string;
  readonly capabilities: Capabilities;
  /** Creates a missing table and waits until it is usable; an existing, different one is an error. */
  ensureTable(schema: TableSchema, options?: EnsureOptions): Promise<TableState>;
  /** Compiles an action; may ask the store about the tables of it. */
  prepare(action: Action, options?: PrepareOptions): Promise<Prepared>;
  /** Absent where `capabilities.transactionsOfSteps` is false. */
  prepareTransaction?(isolation: Isolation, options?: PrepareOptions): Promise<Transact>;
  /** Requests that wait for a connection just now. */
  waiting(): number;
  /** Throws a DynError when the store cannot be read. */
  readonly reader: Reader;
  loader(entity: Entity, signal?: AbortSignal): Promise<Loader>;
  /** Has the store take statistics of a table that was filled; absent where its plans need none. */
  analyze?(table: string, signal?: AbortSignal): Promise<void>;
  /** Waits until replicas have what was written before; absent where there are none. */
  catchUp?(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
