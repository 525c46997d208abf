import type { Throttle } from "../dynamodb/client.ts";
import type { Action, Entity } from "../scenario/scenario.ts";
import type { TableSchema } from "../schema/schema.ts";
import type { Scope } from "../template/scope.ts";

/** How one operation ended, as the engine counts it. */
export interface Outcome {
  readonly status: "ok" | "failed" | "unknown";
  /** The error's code when not ok. */
  readonly code?: string;
  readonly attempts: number;
  readonly throttles: readonly Throttle[];
  /** Items read or written; for a batch that reads, the keys that were answered. */
  readonly items: number;
  /** Consumed capacity units; 0 when the store has none. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/**
 * An operation compiled for one store. Faults are outcomes; it rejects only when a template cannot
 * be evaluated.
 */
export type Prepared = (scope: Scope, signal?: AbortSignal) => Promise<Outcome>;

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

/** Where a load runs. The engine knows stores by this alone. */
export interface Target {
  /** As the user would name it: `memory`, `local`, an endpoint, a name from dyn.yaml. */
  readonly name: string;
  /** What sends the requests, e.g. `wire`; shown in results. */
  readonly client: string;
  /** Creates a missing table and waits until it is usable; an existing, different one is an error. */
  ensureTable(schema: TableSchema, signal?: AbortSignal): Promise<TableState>;
  /** Compiles an action; may ask the store about the tables of it. */
  prepare(action: Action, signal?: AbortSignal): Promise<Prepared>;
  loader(entity: Entity, signal?: AbortSignal): Promise<Loader>;
  close(): Promise<void>;
}
