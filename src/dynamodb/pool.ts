import { Connection, type ConnectionOwner } from "./connection.ts";
import { ExchangeJob } from "./exchange-job.ts";
import { aborted, clientClosed, type NetworkFault } from "./network-fault.ts";
import type { Incoming, Outgoing, Transport, TransportOptions } from "./transport.ts";

/**
 * A connection idle for longer is not used again: servers close theirs (Node's after 5 s), and a
 * request that crosses the close is of unknown fate.
 */
const maxIdleMs = 4_000;

/** Our own HTTP/1.1 over `net` and `tls`: kept connections, the last used first. */
export class ConnectionPool implements Transport, ConnectionOwner {
  readonly #options: TransportOptions;
  readonly #open = new Set<Connection>();
  readonly #free: Connection[] = [];
  /** Jobs without a connection, oldest first; some may have settled since. */
  #waiting: ExchangeJob[] = [];
  #connecting = 0;
  #closed = false;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  exchange(
    make: () => Outgoing,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Incoming | NetworkFault> {
    if (this.#closed) return Promise.resolve(clientClosed(false));
    if (signal?.aborted) return Promise.resolve(aborted(false));
    const job = new ExchangeJob(make, timeoutMs, signal);
    const connection = this.#takeFree();
    if (connection !== undefined) connection.start(job);
    else {
      this.#waiting.push(job);
      this.#grow();
    }
    return job.promise;
  }

  waiting(): number {
    return this.#waiting.reduce((count, job) => count + (job.settled ? 0 : 1), 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.settle(clientClosed(false));
    for (const connection of [...this.#open]) connection.destroy();
  }

  onFree(connection: Connection): void {
    if (connection.freeSinceMs === 0) {
      this.#connecting -= 1;
      connection.freeSinceMs = performance.now();
    }
    const job = this.#nextWaiting();
    if (job === undefined) this.#free.push(connection);
    else connection.start(job);
  }

  onGone(connection: Connection, fault: NetworkFault | undefined): void {
    this.#open.delete(connection);
    if (connection.freeSinceMs === 0) this.#connecting -= 1;
    const position = this.#free.indexOf(connection);
    if (position !== -1) this.#free.splice(position, 1);
    // A connection that could not be made fails one job, which may be retried by its caller.
    if (fault !== undefined) this.#nextWaiting()?.settle(fault);
    this.#grow();
  }

  #takeFree(): Connection | undefined {
    const connection = this.#free.pop();
    if (connection === undefined) return undefined;
    if (performance.now() - connection.freeSinceMs <= maxIdleMs) return connection;
    // The last used is too old, so all are.
    connection.destroy();
    for (const older of [...this.#free]) older.destroy();
    return undefined;
  }

  #nextWaiting(): ExchangeJob | undefined {
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      if (!job.settled) return job;
    }
    return undefined;
  }

  /** Opens connections until every waiting job may hope for one. */
  #grow(): void {
    const { maxConnections } = this.#options;
    if (this.#closed || this.#waiting.length === 0 || this.#open.size >= maxConnections) return;
    this.#waiting = this.#waiting.filter(job => !job.settled);
    while (this.#connecting < this.#waiting.length && this.#open.size < maxConnections) {
      this.#connecting += 1;
      this.#open.add(new Connection(this.#options, this));
    }
  }
}
