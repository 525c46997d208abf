import type { Delivery, Sink } from "../../data/transfer/sink.ts";
import { DynError } from "../../errors.ts";
import type { SqlFault } from "../database.ts";
import type { Batch, Loader, Stored } from "./batch.ts";
import { LoadFault, type StoringEvents, storeAll } from "./storing.ts";

/** One that the server is at, and one for it to go on with at once. */
const mostUnderWay = 2;

/** A table as the place where rows go, one batch after the other, while the next one is put together. */
export class BulkSink implements Sink {
  readonly #loader: Loader;
  readonly #errorOf: (fault: LoadFault) => DynError;
  #batch: Batch | undefined;
  #deliveries: Delivery[] = [];
  /** Batches that are not stored yet, in their order. */
  readonly #underWay: Promise<void>[] = [];
  #failure: { readonly error: unknown } | undefined;

  /** @param errorOf what is told of a load that cannot go on */
  constructor(loader: Loader, errorOf: (fault: LoadFault) => DynError) {
    this.#loader = loader;
    this.#errorOf = errorOf;
  }

  put(delivery: Delivery): void {
    const { item } = delivery;
    try {
      this.#batch ??= this.#loader.batch(item);
      if (!this.#batch.add(item)) {
        this.#send();
        this.#batch = this.#loader.batch(item);
        this.#batch.add(item);
      }
      this.#deliveries.push(delivery);
    } catch (error) {
      if (!(error instanceof DynError)) throw error;
      delivery.settle({ kind: "refused", code: "Unfit", message: error.message });
    }
    if (this.#batch?.isFull) this.#send();
  }

  async room(): Promise<void> {
    while (this.#underWay.length >= mostUnderWay && this.#failure === undefined) {
      await this.#underWay[0];
    }
    this.#mustGoOn();
  }

  async end(): Promise<void> {
    if (this.#failure === undefined) this.#send();
    await this.#underWay.at(-1);
    this.#mustGoOn();
  }

  #send(): void {
    const [batch, deliveries] = [this.#batch, this.#deliveries];
    this.#batch = undefined;
    this.#deliveries = [];
    if (batch === undefined || batch.count === 0) return;
    const before = this.#underWay.at(-1) ?? Promise.resolve();
    const sent =
      this.#loader.pipelines && this.#failure === undefined
        ? batch.store(0, batch.count)
        : undefined;
    this.#underWay.push(before.then(() => this.#store(batch, deliveries, sent)));
  }

  async #store(
    batch: Batch,
    deliveries: readonly Delivery[],
    sent: Promise<Stored> | undefined,
  ): Promise<void> {
    try {
      const events: StoringEvents = {
        onStored: (from, to, stored) => {
          for (let at = from; at < to; at += 1) {
            deliveries[at]?.settle(at - from < stored ? written : skipped);
          }
        },
        onRefused: (at, { code, message, cause }) =>
          deliveries[at]?.settle({ kind: "refused", code, message: explained(message, cause) }),
      };
      if (this.#failure === undefined) await storeAll(batch, events, sent);
      else {
        // It was sent before anybody knew.
        const late = await sent;
        if (late?.ok) events.onStored(0, batch.count, late.stored);
      }
    } catch (error) {
      this.#failure ??= { error: error instanceof LoadFault ? this.#errorOf(error) : error };
    } finally {
      this.#underWay.shift();
    }
  }

  #mustGoOn(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

const written = { kind: "written" } as const;
const skipped = { kind: "skipped" } as const;

/** With the key that is there already, or the column that a value does not fit. */
function explained(message: SqlFault["message"], cause: unknown): string {
  const { detail, where } = { ...(cause as { detail?: unknown; where?: unknown }) };
  if (typeof detail === "string") return `${message}: ${detail}`;
  const column = typeof where === "string" ? /column ("?.+"?): /.exec(where)?.[1] : undefined;
  return column === undefined ? message : `${message} (column ${column})`;
}
