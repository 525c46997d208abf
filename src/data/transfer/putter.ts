import type { Unsuccessful } from "../../dynamodb/errors.ts";
import type { Delivery } from "./sink.ts";

/** How one attempt to store some items ended. */
export interface Attempted {
  /** Positions of those that are not known to be stored. */
  readonly open: readonly number[];
  /** What became of the others. */
  readonly kind: "written" | "unchanged" | "skipped";
  /** Why some are open; absent when the service left them unprocessed. */
  readonly failure?: Unsuccessful;
  /** Attempts that the service throttled. */
  readonly throttles: number;
  /** Write units that it consumed; undefined when they were not asked for. */
  readonly units: number | undefined;
}

/** A way to store items. */
export interface Putter {
  /** The most items of one request. */
  readonly batchSize: number;
  /** Whether an item replaces one that is there, so that of several with one key only the last need be sent. */
  readonly replaces: boolean;
  /** Sends items with distinct keys, once. Rejects with what is to end everything. */
  put(deliveries: readonly Delivery[], signal: AbortSignal): Promise<Attempted>;
}

export interface PutterOptions {
  /** Asks what each request consumes. */
  readonly measured: boolean;
}
