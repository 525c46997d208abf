import { type Origin, replyError, type Unsuccessful } from "../../dynamodb/errors.ts";
import { backoffMs, pause } from "../../dynamodb/retry.ts";
import { judge } from "../../dynamodb/service-error.ts";
import type { Clock } from "../../engine/clock.ts";
import { type Grace, grace } from "../../engine/grace.ts";
import { DynError } from "../../errors.ts";
import { counted, formatDuration } from "../../output/units.ts";
import { type KeyedTable, keyAttributes } from "../table-keys.ts";
import { currentOf, type KeyLine, KeyQueue, keyTextOf } from "./key-queue.ts";
import type { Attempted, Putter } from "./putter.ts";
import type { Rate } from "./rate.ts";
import { isRefusal, type RefusalOf, refusalBy } from "./refusal.ts";
import type { Delivery, Fate, Sink } from "./sink.ts";
import { type ValueFinder, valueFinder } from "./value-finder.ts";

export interface TableSinkOptions {
  /** Requests in flight. */
  readonly concurrency: number;
  /** Holds the write units. */
  readonly rate: Rate;
  /** Ends it when nothing was stored for so long, because of throttles or cut connections. */
  readonly patienceMs: number;
  readonly clock: Pick<Clock, "monotonic" | "after">;
  /** Where the putter leads, for errors. */
  readonly at: Origin;
  /** Starts no more requests; those in flight get 2 s to end. */
  readonly signal: AbortSignal;
}

/** What a table sink did besides. */
export interface Effort {
  /** Items that were sent again. */
  readonly retried: number;
  /** Attempts that the service throttled. */
  readonly throttled: number;
  /** Write units. */
  readonly units: number;
  /** Why it waits just now, in a few words; undefined when all goes well. */
  readonly trouble: string | undefined;
}

export interface TableSink extends Sink {
  readonly effort: Effort;
}

/** So many items refused one after the other mean that the rest will fare no better. */
const refusalsInARow = 1000;
/** Keeps a request below DynamoDB's 16 MB, and memory flat when items are large. */
const batchCharacters = 4 * 1024 * 1024;
const heldCharacters = 32 * 1024 * 1024;
/** The most that waits while all else is in flight: more would only be carried from one garbage collection to the next. */
const waitingBatches = 8;
/** So long a batch waits for more items to go with it. */
const idleMs = 50;
const longestPauseMs = 5_000;

/** Stores items in a table; see `Putter` for how. What is throttled or cut off is sent again. */
export function tableSink(putter: Putter, table: KeyedTable, options: TableSinkOptions): TableSink {
  return new BatchingSink(putter, table, options);
}

class BatchingSink implements TableSink {
  readonly #putter: Putter;
  readonly #table: string;
  readonly #options: TableSinkOptions;
  readonly #keyValues: ValueFinder;
  readonly #refusal: RefusalOf;
  readonly #queue: KeyQueue;
  readonly #grace: Grace;
  readonly #stop = new AbortController();
  readonly #mostHeld: number;
  #flights = 0;
  #ending = false;
  #idle: (() => void) | undefined;
  #wake: () => void = () => {};
  #failure: { readonly error: unknown } | undefined;
  #refused = 0;
  #movedMs: number;
  #retried = 0;
  #throttled = 0;
  #units = 0;
  readonly #troubles = new Map<object, string>();

  constructor(putter: Putter, table: KeyedTable, options: TableSinkOptions) {
    this.#putter = putter;
    this.#table = table.table;
    this.#options = options;
    this.#keyValues = valueFinder(keyAttributes(table.key).map(({ name }) => name));
    this.#refusal = refusalBy(table);
    this.#queue = new KeyQueue(putter.replaces);
    this.#grace = grace(options.signal, options.clock);
    const { concurrency } = options;
    this.#mostHeld = (concurrency + Math.min(concurrency, waitingBatches)) * putter.batchSize;
    this.#movedMs = options.clock.monotonic();
    const stop = () => {
      this.#stop.abort(options.signal.reason);
      this.#wake();
    };
    if (options.signal.aborted) stop();
    options.signal.addEventListener("abort", stop, { once: true });
  }

  get effort(): Effort {
    const [trouble] = this.#troubles.values();
    return { retried: this.#retried, throttled: this.#throttled, units: this.#units, trouble };
  }

  put(delivery: Delivery): void {
    const keyValues = this.#keyValues(delivery.item.text);
    const message = this.#refusal(delivery.item, keyValues);
    if (message === undefined) this.#queue.put(delivery, keyTextOf(keyValues));
    else {
      const refused: Fate = { kind: "refused", code: "ValidationException", message };
      delivery.settle(refused);
      this.#note(refused);
    }
    this.#dispatch();
  }

  async room(): Promise<void> {
    const isFull = () =>
      this.#queue.held >= this.#mostHeld || this.#queue.heldCharacters >= heldCharacters;
    while (isFull() && !this.#isOver) await this.#change();
    this.#throwIfFailed();
  }

  async end(): Promise<void> {
    this.#ending = true;
    this.#dispatch();
    while (this.#flights > 0 || (this.#queue.held > 0 && !this.#isOver)) await this.#change();
    this.#idle?.();
    this.#grace.release();
    this.#throwIfFailed();
  }

  get #isOver(): boolean {
    return this.#stop.signal.aborted;
  }

  #change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort();
  }

  #dispatch(whateverIsThere = this.#ending): void {
    const { batchSize } = this.#putter;
    const least = whateverIsThere ? 1 : batchSize;
    while (this.#flights < this.#options.concurrency && this.#queue.ready >= least) {
      if (this.#isOver) return;
      this.#flights += 1;
      void this.#fly(this.#queue.take(batchSize, batchCharacters));
    }
    // The source may be slow, such as somebody who types.
    if (this.#queue.ready > 0 && this.#flights < this.#options.concurrency) {
      this.#idle ??= this.#options.clock.after(idleMs, () => {
        this.#idle = undefined;
        this.#dispatch(true);
      });
    }
  }

  async #fly(lines: readonly KeyLine[]): Promise<void> {
    try {
      await this.#store(lines);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#flights -= 1;
      this.#dispatch();
      this.#wake();
    }
  }

  /** Sends items until the fate of each is known, or there is no point in it any more. */
  async #store(lines: readonly KeyLine[]): Promise<void> {
    const { clock, patienceMs, at } = this.#options;
    const startMs = clock.monotonic();
    let open = lines;
    for (let waits = 1; open.length > 0 && !this.#isOver; waits += 1) {
      const attempted = await this.#attempt(open);
      if (attempted === undefined) break;
      const { failure } = attempted;
      const stillOpen = new Set(attempted.open);
      const stored = open.filter((_, position) => !stillOpen.has(position));
      open = open.filter((_, position) => stillOpen.has(position));
      const isRefused = failure !== undefined && isRefusal(failure.error);
      // A refusal is an answer, too.
      if (stored.length > 0 || isRefused) this.#movedMs = clock.monotonic();
      const fate: Fate = { kind: attempted.kind };
      for (const line of stored) this.#settle(line, fate);
      if (open.length === 0 || failure?.error.code === "Aborted") break;
      if (stored.length > 0) waits = 1;
      if (failure && isRefused) return this.#storeEach(open, failure);
      const remedy = failure ? remedyOf(failure, this.#table, at) : "throttle";
      if (remedy === "none" && failure) throw replyError(failure, this.#table, at);
      if (clock.monotonic() - Math.max(startMs, this.#movedMs) >= patienceMs) {
        throw failure ? replyError(failure, this.#table, at) : leftUndone(this.#table, patienceMs);
      }
      this.#retried += open.length;
      this.#troubles.set(lines, remedy === "throttle" ? "throttled" : "connection lost");
      await pause(Math.min(longestPauseMs, backoffMs("throttle", waits)), this.#stop.signal);
    }
    this.#troubles.delete(lines);
  }

  /** The service refuses all for one and does not say which: then each goes alone. */
  async #storeEach(lines: readonly KeyLine[], { error }: Unsuccessful): Promise<void> {
    const [only, ...others] = lines;
    if (only !== undefined && others.length === 0) {
      return this.#settle(only, { kind: "refused", code: error.code, message: error.message });
    }
    await Promise.all(lines.map(line => this.#store([line])));
  }

  async #attempt(lines: readonly KeyLine[]): Promise<Attempted | undefined> {
    const { rate } = this.#options;
    const deliveries = lines.map(currentOf);
    const spent = deliveries.reduce((sum, { item }) => sum + Math.ceil(item.text.length / 1024), 0);
    if (!(await rate.spend(spent, this.#stop.signal))) return undefined;
    const attempted = await this.#putter.put(deliveries, this.#grace.signal);
    const { units = spent * (1 - attempted.open.length / lines.length), throttles } = attempted;
    rate.settle(spent, units);
    if (throttles > 0) rate.throttled();
    this.#units += units;
    this.#throttled += throttles;
    return attempted;
  }

  #settle(line: KeyLine, fate: Fate): void {
    this.#queue.settle(line, fate);
    this.#note(fate);
  }

  #note(fate: Fate): void {
    this.#refused = fate.kind === "refused" ? this.#refused + 1 : 0;
    if (fate.kind === "refused" && this.#refused >= refusalsInARow) {
      this.#fail(refusedAll(this.#table, fate));
    }
  }
}

type Remedy = "throttle" | "connection" | "none";

function remedyOf(failure: Unsuccessful, table: string, at: Origin): Remedy {
  const { remedy } = judge(failure.error);
  if (remedy === "throttle") return remedy;
  if (remedy === "transient") return "connection";
  const { code } = failure.error;
  if (lasting.has(code) || failure.error.status !== undefined) return "none";
  return replyError(failure, table, at).kind === "connection" ? "connection" : "none";
}

/** Faults of a connection that do not pass by themselves. */
const lasting: ReadonlySet<string> = new Set(["CertificateRejected", "TlsFailed", "InvalidReply"]);

function refusedAll(table: string, fate: { readonly code: string; readonly message: string }) {
  const message = `${table} refused ${counted(refusalsInARow, "item")} in a row: ${fate.message}`;
  return new DynError("failed", message, {
    hint: `the last one with ${fate.code}; compare the items with the table's keys and indexes`,
  });
}

function leftUndone(table: string, patienceMs: number): DynError {
  return new DynError(
    "failed",
    `${table}: the service has left everything unprocessed for ${formatDuration(patienceMs)}`,
    { hint: "write more slowly with --max-wcu, or raise the table's capacity" },
  );
}
