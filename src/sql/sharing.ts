import { watchAbort } from "../dynamodb/abort-hub.ts";
import { aborted } from "./faults.ts";
import type { Acquired, Pool, Pooled } from "./pool.ts";

/**
 * Statements that share connections, each sent without waiting for the ones before it. Connections
 * are shared once the pool has no more to give; who needs one alone waits in the pool's line, and one
 * that is shared is left to it.
 */
export class Sharing {
  readonly #acquire: () => Acquired | Promise<Acquired>;
  readonly #pool: Pool;
  readonly #users = new Map<Pooled, number>();
  #coming: Promise<Acquired> | undefined;

  /** @param acquire of the pool, for statements of the same time limit */
  constructor(pool: Pool, acquire: () => Acquired | Promise<Acquired>) {
    this.#pool = pool;
    this.#acquire = acquire;
  }

  /** A connection for one statement more. */
  join(signal?: AbortSignal): Acquired | Promise<Acquired> {
    const got = this.#join();
    return signal && got instanceof Promise ? this.#unlessAborted(got, signal) : got;
  }

  #join(): Acquired | Promise<Acquired> {
    if (this.#pool.hasRoom) return this.#use(this.#acquire());
    const pooled = this.#leastUsed();
    if (!pooled) return this.#use(this.#next());
    this.#add(pooled);
    return { ok: true, pooled };
  }

  /** Whether it was the last that used it. */
  leave(pooled: Pooled): boolean {
    const left = (this.#users.get(pooled) ?? 1) - 1;
    if (left > 0) this.#users.set(pooled, left);
    else this.#users.delete(pooled);
    return left === 0;
  }

  /** Others may wait for the same connection, so who goes away leaves it once it comes. */
  #unlessAborted(got: Promise<Acquired>, signal: AbortSignal): Promise<Acquired> {
    return new Promise(resolve => {
      const abort = () => {
        hub.delete(abort);
        resolve({ ok: false, fault: aborted() });
      };
      const hub = watchAbort(signal, abort);
      void got.then(acquired => {
        if (hub.delete(abort)) resolve(acquired);
        else if (acquired.ok && this.leave(acquired.pooled)) this.#pool.release(acquired.pooled);
      });
    });
  }

  #use(got: Acquired | Promise<Acquired>): Acquired | Promise<Acquired> {
    if (got instanceof Promise) return got.then(acquired => this.#use(acquired));
    if (got.ok) this.#add(got.pooled);
    return got;
  }

  /** One place in the line, for all who wait. */
  #next(): Promise<Acquired> {
    this.#coming ??= Promise.resolve(this.#acquire()).finally(() => {
      this.#coming = undefined;
    });
    return this.#coming;
  }

  #add(pooled: Pooled): void {
    this.#users.set(pooled, (this.#users.get(pooled) ?? 0) + 1);
  }

  #leastUsed(): Pooled | undefined {
    let [best, fewest]: [Pooled | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
    // Nobody more joins those that others wait for.
    let leaving = this.#pool.waiting;
    for (const [pooled, users] of this.#users) {
      if (!pooled.connection.usable) continue;
      if (leaving > 0) leaving -= 1;
      else if (users < fewest) [best, fewest] = [pooled, users];
    }
    return best;
  }
}
