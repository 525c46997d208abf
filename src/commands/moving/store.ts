import { batchPutter } from "../../data/transfer/batch-putter.ts";
import { newPutter } from "../../data/transfer/new-putter.ts";
import { Rate } from "../../data/transfer/rate.ts";
import { type TableSink, tableSink } from "../../data/transfer/table-sink.ts";
import type { Client } from "../../dynamodb/client.ts";
import type { Origin } from "../../dynamodb/errors.ts";
import type { Clock } from "../../engine/clock.ts";
import type { TableSchema } from "../../schema/schema.ts";

/** How items are stored, as the user says it. */
export interface StoreOptions {
  readonly onConflict: "overwrite" | "skip" | "fail";
  readonly concurrency: number;
  readonly maxWcu?: number;
  /** Milliseconds. */
  readonly patience: number;
}

interface Store {
  readonly client: Client;
  readonly table: TableSchema;
  readonly at: Origin;
  /** Asks what each request consumes, though no rate is to be kept. */
  readonly measured: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A table as the place where items go. */
export function storeIn(store: Store, options: StoreOptions): TableSink {
  const { client, table, at, clock, signal } = store;
  const { onConflict, concurrency, maxWcu, patience } = options;
  const measured = store.measured || maxWcu !== undefined;
  const putter =
    onConflict === "overwrite"
      ? batchPutter(client, table, { measured })
      : newPutter(client, table, { onConflict, measured });
  const rate = new Rate({ perSecond: maxWcu, clock });
  return tableSink(putter, table, { concurrency, rate, patienceMs: patience, clock, at, signal });
}
