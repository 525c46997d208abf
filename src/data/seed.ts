import type { Clock } from "../engine/clock.ts";
import { type After, closedLoop } from "../engine/closed-loop.ts";
import { grace } from "../engine/grace.ts";
import { DynError } from "../errors.ts";
import type { Loader } from "../targets/target.ts";

export interface SeedProgress {
  /** Items acknowledged as stored. */
  readonly written: number;
  readonly rejected: number;
  /** Items to write in all. */
  readonly total: number;
  readonly elapsedMs: number;
}

/** An item that is not known to be stored. */
export interface Rejection {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

export interface SeedOptions {
  /** Of the templates; the same seed gives the same items. */
  readonly seed: number;
  readonly count: number;
  /** The index of the first item; 0 unless told. */
  readonly from?: number;
  /** The cap on bulk writes in flight. */
  readonly concurrency: number;
  readonly clock: Pick<Clock, "now" | "monotonic" | "after">;
  /** Starts no more writes; those in flight get 2 s to end. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SeedProgress) => void;
  /** Told of each item that could not be stored; what it throws ends the seeding. */
  readonly onRejected?: (rejection: Rejection) => Promise<void>;
}

export interface Seeded extends SeedProgress {
  /** Attempts that the store throttled. */
  readonly throttled: number;
  /** The signal stopped it before all was written. */
  readonly interrupted: boolean;
}

/** So many items refused one after the other mean that the rest will fare no better. */
const refusalsInARow = 1000;

/**
 * Writes the items `from` … `from + count - 1` in bulk, each a pure function of its index, so that
 * doing it again changes nothing. Batches are made when their turn comes: memory does not grow with
 * the count.
 *
 * @throws what the loader throws when the store cannot be reached; DynError "failed" when it
 * refuses everything. Writes in flight have ended by then.
 */
export async function seed(loader: Loader, options: SeedOptions): Promise<Seeded> {
  const { from = 0, clock, signal, onRejected } = options;
  const end = from + options.count;
  const startMs = clock.monotonic();
  const inFlight = grace(signal, clock);
  const now = () => clock.now();
  const failures: unknown[] = [];
  let next = from;
  let written = 0;
  let rejected = 0;
  let inARow = 0;
  let throttled = 0;

  const progress = (): SeedProgress => ({
    written,
    rejected,
    total: options.count,
    elapsedMs: clock.monotonic() - startMs,
  });
  const refuse = async (rejection: Rejection) => {
    inARow += 1;
    await onRejected?.(rejection);
    // Not before it is kept: an interrupted seeding that lost one is not done.
    rejected += 1;
    if (inARow >= refusalsInARow) throw refusedAll(rejection);
  };
  const writeNext = async () => {
    const index = next;
    next = Math.min(index + loader.batchSize, end);
    const indexes = Array.from({ length: next - index }, (_, position) => index + position);
    const outcome = await loader.write(
      { seed: options.seed, index, indexes, vars: {}, now },
      inFlight.signal,
    );
    written += outcome.written;
    throttled += outcome.throttles.length;
    if (outcome.written > 0) inARow = 0;
    if (!inFlight.signal.aborted) {
      for (const { position, code, message } of outcome.rejected) {
        await refuse({ index: index + position, code, message });
      }
    }
    options.onProgress?.(progress());
  };
  const step = async (): Promise<After> => {
    if (next >= end || failures.length > 0 || signal?.aborted === true) return "end";
    try {
      await writeNext();
      return "next";
    } catch (error) {
      failures.push(error);
      return "end";
    }
  };
  // A store out of reach ends the seeding; there is nothing to wait for.
  const pause = async () => {};

  try {
    await closedLoop(options.concurrency, () => step, pause);
  } finally {
    inFlight.release();
  }
  if (failures.length > 0 && signal?.aborted !== true) throw failures[0];
  const interrupted = signal?.aborted === true && written + rejected < options.count;
  return { ...progress(), throttled, interrupted };
}

function refusedAll({ code, message }: Rejection): DynError {
  return new DynError("failed", `${refusalsInARow} items in a row were refused: ${message}`, {
    hint: `the last one with ${code}; compare the template with the table's keys and indexes`,
  });
}
