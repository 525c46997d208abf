import { setMaxListeners } from "node:events";
import { closedLoop } from "../engine/closed-loop.ts";
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
  /** Milliseconds since the epoch, for templates. */
  readonly now: () => number;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number;
  /** Starts no more writes; those in flight have a moment to end. */
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
/** How long writes in flight may take to end once the signal has come. */
const graceMs = 2000;

/**
 * Writes the items `from` … `from + count - 1` in bulk, each a pure function of its index, so that
 * doing it again changes nothing. Batches are made when their turn comes: memory does not grow with
 * the count.
 *
 * @throws what the loader throws when the store cannot be reached; DynError "failed" when it
 * refuses everything. Writes in flight have ended by then.
 */
export async function seed(loader: Loader, options: SeedOptions): Promise<Seeded> {
  const { from = 0, signal, onRejected } = options;
  const end = from + options.count;
  const startMs = options.monotonic();
  const writes = follow(signal, graceMs);
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
    elapsedMs: options.monotonic() - startMs,
  });
  const refuse = async (rejection: Rejection) => {
    rejected += 1;
    inARow += 1;
    await onRejected?.(rejection);
    if (inARow >= refusalsInARow) throw refusedAll(rejection);
  };
  const writeNext = async () => {
    const index = next;
    next = Math.min(index + loader.batchSize, end);
    const indexes = Array.from({ length: next - index }, (_, position) => index + position);
    const outcome = await loader.write(
      { seed: options.seed, index, indexes, vars: {}, now: options.now },
      writes.signal,
    );
    written += outcome.written;
    throttled += outcome.throttles.length;
    if (outcome.written > 0) inARow = 0;
    if (!writes.signal.aborted) {
      for (const { position, code, message } of outcome.rejected) {
        await refuse({ index: index + position, code, message });
      }
    }
    options.onProgress?.(progress());
  };
  const step = async () => {
    if (next >= end || failures.length > 0 || signal?.aborted === true) return false;
    try {
      await writeNext();
      return true;
    } catch (error) {
      failures.push(error);
      return false;
    }
  };

  try {
    await closedLoop(options.concurrency, () => step);
  } finally {
    writes.release();
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

/** A signal that is aborted a moment after the one given, so that what is in flight can end by itself. */
function follow(signal: AbortSignal | undefined, delayMs: number) {
  const controller = new AbortController();
  // Every write in flight listens to it: Node would take that for a leak.
  setMaxListeners(0, controller.signal);
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => controller.abort(signal?.reason), delayMs);
  };
  if (signal?.aborted === true) start();
  else signal?.addEventListener("abort", start, { once: true });
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", start);
    },
  };
}
