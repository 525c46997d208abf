import type { MovedItem } from "../../data/transfer/moved-item.ts";
import type { SqlFault } from "../database.ts";

/** Rows of the same columns, on their way into a table. */
export interface Batch {
  readonly count: number;
  readonly isFull: boolean;
  /** False for a row of other columns, which needs a batch of its own. Throws an "invalid" error for a row that fits no table like this. */
  add(item: MovedItem): boolean;
  /** Stores a part of them, all or none; `stored` are those that were not there before, or are overwritten. */
  store(from: number, to: number): Promise<Stored>;
}

export type Stored =
  | { readonly ok: true; readonly stored: number }
  | {
      readonly ok: false;
      readonly fault: SqlFault;
      /** Whether they may be stored in spite of it. */
      readonly effect: "none" | "possible";
    };

/** Where batches go. */
export interface Loader {
  /** Whether a batch may be sent before the one before is stored. */
  readonly pipelines: boolean;
  batch(first: MovedItem): Batch;
}
