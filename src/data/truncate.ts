import { deleteBatch } from "../dynamodb/batch-write.ts";
import type { Client } from "../dynamodb/client.ts";
import { type Origin, replyError, type Unsuccessful } from "../dynamodb/errors.ts";
import { maxBatchWriteItems } from "../dynamodb/limits.ts";
import { judge } from "../dynamodb/service-error.ts";
import type { Clock } from "../engine/clock.ts";
import { grace } from "../engine/grace.ts";
import { createLimiter } from "../engine/limiter.ts";
import { DynError } from "../errors.ts";
import type { Item } from "../values/attribute.ts";
import { keyPages } from "./key-pages.ts";
import { merged } from "./merged.ts";

export interface TruncateProgress {
  /** Items whose deletion the service acknowledged. */
  readonly deleted: number;
  readonly elapsedMs: number;
}

export interface TruncateOptions {
  readonly keyAttributes: readonly string[];
  /** Parts of the table that are read at the same time. */
  readonly segments: number;
  /** The cap on batches of deletions in flight. */
  readonly concurrency: number;
  readonly clock: Pick<Clock, "monotonic" | "after">;
  /** Where the client leads, for errors. */
  readonly at: Origin;
  /** Starts no more deletions; those in flight get 2 s to end. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: TruncateProgress) => void;
}

export interface Truncated extends TruncateProgress {
  /** Items whose deletion was sent and not acknowledged: they may be gone. */
  readonly inDoubt: number;
  /** Attempts that the service throttled. */
  readonly throttled: number;
  /** Every key was read and every deletion acknowledged. */
  readonly finished: boolean;
  /** What ended it before, an interruption aside. */
  readonly failure?: unknown;
}

/**
 * Deletes every item of a table: reads its keys in segments and deletes them in batches. What is
 * throttled is tried again for as long as anything is deleted. What is gone is not read again, so
 * that another run goes on where this one ended. An item that is written meanwhile may stay. Never
 * rejects: how many are gone counts, whatever ends it.
 */
export async function truncate(
  client: Client,
  table: string,
  options: TruncateOptions,
): Promise<Truncated> {
  const { keyAttributes, segments, concurrency, clock, signal, at } = options;
  const startMs = clock.monotonic();
  const inFlight = grace(signal, clock);
  const limit = createLimiter(concurrency);
  const batches = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let deleted = 0;
  let inDoubt = 0;
  let throttled = 0;
  let finished = true;

  const progress = () => ({ deleted, elapsedMs: clock.monotonic() - startMs });
  const isOver = () => failures.length > 0 || signal.aborted;
  const deleteAll = async (keys: readonly string[]) => {
    let open = keys;
    while (open.length > 0 && !isOver()) {
      const before = deleted;
      const outcome = await deleteBatch(client, { name: table, keyAttributes }, open, {
        signal: inFlight.signal,
      });
      const { failure, rejected } = outcome;
      deleted += outcome.written;
      throttled += outcome.throttles.length;
      options.onProgress?.(progress());
      open = rejected.flatMap(({ position }) => open[position] ?? []);
      if (open.length === 0 || (deleted > before && !isHopeless(failure) && !isOver())) continue;
      if (failure?.outcome === "unknown") inDoubt += open.length;
      throw failure ? replyError(failure, table, at) : leftUndone(table);
    }
    if (open.length > 0) finished = false;
  };
  const fail = (error: unknown) => {
    finished = false;
    failures.push(error);
  };
  const start = (keys: readonly string[]) => {
    // Caught within, so that the batch that waits for its place knows of it.
    const batch = limit(() => deleteAll(keys).catch(fail)).finally(() => batches.delete(batch));
    batches.add(batch);
  };
  const parts = Array.from({ length: segments }, (_, segment) =>
    keyPages(client, { table, keyAttributes, segment, segments }, { signal, at }),
  );
  try {
    let open: readonly Item[] = [];
    for await (const keys of merged(parts)) {
      const { full, rest } = inBatches([...open, ...keys]);
      open = rest;
      for (const batch of full) {
        start(texts(batch));
        // So many more wait, ready to go: the segments read ahead no further.
        while (batches.size >= 2 * concurrency) await Promise.race(batches);
      }
      if (!isOver()) continue;
      finished = false;
      break;
    }
    start(texts(open));
  } catch (error) {
    fail(error);
  }
  await Promise.all(batches);
  inFlight.release();
  const [failure] = signal.aborted ? [] : failures;
  const outcome = { ...progress(), inDoubt, throttled, finished };
  return { ...outcome, ...(failure !== undefined && { failure }) };
}

function isHopeless(failure: Unsuccessful | undefined): boolean {
  return failure !== undefined && judge(failure.error).remedy !== "throttle";
}

function inBatches(keys: readonly Item[]): { full: Item[][]; rest: readonly Item[] } {
  const count = Math.floor(keys.length / maxBatchWriteItems);
  const full = Array.from({ length: count }, (_, at) =>
    keys.slice(at * maxBatchWriteItems, (at + 1) * maxBatchWriteItems),
  );
  return { full, rest: keys.slice(count * maxBatchWriteItems) };
}

function texts(keys: readonly Item[]): readonly string[] {
  return keys.map(key => JSON.stringify(key));
}

function leftUndone(table: string): DynError {
  return new DynError("failed", `${table}: the service leaves deletions unprocessed`, {
    hint: "ask more slowly with a lower --concurrency, or raise the table's capacity",
  });
}
