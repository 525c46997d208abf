import { watchAbort } from "../dynamodb/abort-hub.ts";
import type { SqlFault } from "./database.ts";
import type { ServerConnection } from "./engine.ts";
import { aborted, clientClosed, poolExhausted } from "./faults.ts";

/** A connection of a pool, in the hands of whoever has acquired it. */
export interface Pooled {
  readonly connection: ServerConnection;
  /** Connections older than the pool's own generation are thrown away. */
  readonly generation: number;
  /** What `ServerConnection.limit` was last told. */
  limitMs: number | undefined;
  idleSinceMs: number;
}

export type Acquired =
  | { readonly ok: true; readonly pooled: Pooled }
  | { readonly ok: false; readonly fault: SqlFault };

/** How many connections of which age a pool keeps; times in milliseconds. */
export interface PoolLimits {
  readonly min: number;
  readonly max: number;
  readonly acquireTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

interface Waiter {
  give(acquired: Acquired): void;
}

/** The connections to one instance, each for one user at a time, who waits in line for it. */
export class Pool {
  readonly #open: () => Promise<ServerConnection>;
  readonly #faultOf: (cause: unknown) => SqlFault;
  readonly #limits: PoolLimits;
  readonly #all = new Set<Pooled>();
  readonly #idle: Pooled[] = [];
  readonly #waiters = new Set<Waiter>();
  #opening = 0;
  #generation = 0;
  #hasOpened = false;
  #closed = false;
  #reaper: NodeJS.Timeout | undefined;

  constructor(
    open: () => Promise<ServerConnection>,
    faultOf: (cause: unknown) => SqlFault,
    limits: PoolLimits,
  ) {
    this.#open = open;
    this.#faultOf = faultOf;
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /** Whether a connection was ever made: an instance that was never there is not waited for. */
  get hasOpened(): boolean {
    return this.#hasOpened;
  }

  /** Whether somebody who comes now gets a connection without waiting for another's. */
  get hasRoom(): boolean {
    return this.#waiters.size === 0 && (this.#idle.length > 0 || this.#size < this.#limits.max);
  }

  get #size(): number {
    return this.#all.size + this.#opening;
  }

  acquire(signal?: AbortSignal): Acquired | Promise<Acquired> {
    if (this.#closed) return { ok: false, fault: clientClosed() };
    const pooled = this.#idle.pop();
    if (pooled) return { ok: true, pooled };
    return this.#wait(signal);
  }

  release(pooled: Pooled): void {
    if (this.#closed || !pooled.connection.usable || pooled.generation !== this.#generation) {
      this.#drop(pooled);
      this.#grow();
      return;
    }
    this.#offer(pooled);
  }

  /**
   * Throws away all connections made before this one was lost, so that new ones are made, to wherever
   * the endpoint leads by then; those in use are, when they are released.
   */
  renew({ generation }: Pooled): void {
    if (generation !== this.#generation) return;
    this.#generation += 1;
    for (const pooled of this.#idle.splice(0)) this.#drop(pooled);
  }

  /** Whether a connection can be made now; it is kept. */
  async probe(): Promise<boolean> {
    if (this.#closed || this.#size >= this.#limits.max) return !this.#closed;
    return (await this.#add()) === undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#reaper);
    for (const waiter of [...this.#waiters]) waiter.give({ ok: false, fault: clientClosed() });
    const idle = this.#idle.splice(0);
    const busy = [...this.#all].filter(pooled => !idle.includes(pooled));
    this.#all.clear();
    for (const { connection } of busy) connection.destroy();
    await Promise.all(idle.map(({ connection }) => connection.end()));
  }

  #wait(signal: AbortSignal | undefined): Promise<Acquired> {
    return new Promise(resolve => {
      const { max, acquireTimeoutMs } = this.#limits;
      const give = (acquired: Acquired) => {
        clearTimeout(timer);
        hub?.delete(abort);
        this.#waiters.delete(waiter);
        resolve(acquired);
      };
      const waiter = { give };
      const abort = () => give({ ok: false, fault: aborted() });
      const exhausted = () => give({ ok: false, fault: poolExhausted(max, acquireTimeoutMs) });
      const timer = setTimeout(exhausted, acquireTimeoutMs);
      const hub = signal && watchAbort(signal, abort);
      this.#waiters.add(waiter);
      this.#grow();
    });
  }

  /** Opens as many as are waited for, within the limits. */
  #grow(): void {
    const { min, max } = this.#limits;
    const wanted = Math.max(this.#waiters.size, this.#closed ? 0 : min - this.#all.size);
    while (!this.#closed && this.#opening < wanted && this.#size < max) void this.#fill();
  }

  async #fill(): Promise<void> {
    const fault = await this.#add();
    if (fault === undefined) return;
    const [waiter] = this.#waiters;
    waiter?.give({ ok: false, fault });
    if (this.#waiters.size > 0) this.#grow();
  }

  /** Opens one; resolves to why it could not. */
  async #add(): Promise<SqlFault | undefined> {
    this.#opening += 1;
    const generation = this.#generation;
    try {
      const connection = await this.#open();
      if (this.#closed) {
        connection.destroy();
        return undefined;
      }
      this.#hasOpened = true;
      const pooled = { connection, generation, limitMs: undefined, idleSinceMs: 0 };
      this.#all.add(pooled);
      connection.onLost(() => this.#forget(pooled));
      this.#reaper ??= this.#reap();
      this.#offer(pooled);
      return undefined;
    } catch (error) {
      return this.#faultOf(error);
    } finally {
      this.#opening -= 1;
    }
  }

  #offer(pooled: Pooled): void {
    for (const waiter of this.#waiters) {
      waiter.give({ ok: true, pooled });
      return;
    }
    pooled.idleSinceMs = performance.now();
    this.#idle.push(pooled);
  }

  #forget(pooled: Pooled): void {
    const at = this.#idle.indexOf(pooled);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    this.#drop(pooled);
  }

  #drop(pooled: Pooled): void {
    this.#all.delete(pooled);
    if (pooled.connection.usable) void pooled.connection.end();
    else pooled.connection.destroy();
  }

  /** Closes those that nobody has needed for long; the least recently used stand first. */
  #reap(): NodeJS.Timeout {
    const { min, idleTimeoutMs } = this.#limits;
    const sweep = () => {
      const oldestMs = performance.now() - idleTimeoutMs;
      while (this.#all.size > min && (this.#idle[0]?.idleSinceMs ?? oldestMs) < oldestMs) {
        const pooled = this.#idle.shift();
        if (pooled) this.#drop(pooled);
      }
    };
    return setInterval(sweep, Math.max(10, idleTimeoutMs / 4)).unref();
  }
}
