import { watchAbort } from "./abort-hub.ts";
import { aborted, type NetworkFault, requestTimeout } from "./network-fault.ts";
import type { Incoming, Outgoing } from "./transport.ts";

/** One request on its way: waiting for a connection, then on one, then settled, once. */
export class ExchangeJob {
  readonly make: () => Outgoing;
  readonly promise: Promise<Incoming | NetworkFault>;
  /** Whether any byte may have left. */
  sent = false;
  settled = false;
  /** Called when the job ends before its reply came, so that the connection is given up. */
  onCut: (() => void) | undefined;
  #resolve: (result: Incoming | NetworkFault) => void = () => {};
  readonly #timer: NodeJS.Timeout;
  readonly #hub: Set<() => void> | undefined;
  readonly #onAbort: (() => void) | undefined;

  constructor(make: () => Outgoing, timeoutMs: number, signal: AbortSignal | undefined) {
    this.make = make;
    this.promise = new Promise(resolve => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(cutByTime, timeoutMs, this, timeoutMs);
    if (signal !== undefined) {
      this.#onAbort = () => this.#cut(aborted(this.sent));
      this.#hub = watchAbort(signal, this.#onAbort);
    }
  }

  settle(result: Incoming | NetworkFault): void {
    if (this.settled) return;
    this.settled = true;
    this.onCut = undefined;
    clearTimeout(this.#timer);
    if (this.#hub !== undefined && this.#onAbort !== undefined) this.#hub.delete(this.#onAbort);
    this.#resolve(result);
  }

  timeOut(timeoutMs: number): void {
    this.#cut(requestTimeout(timeoutMs, this.sent));
  }

  #cut(fault: NetworkFault): void {
    const { onCut } = this;
    this.settle(fault);
    onCut?.();
  }
}

function cutByTime(job: ExchangeJob, timeoutMs: number): void {
  job.timeOut(timeoutMs);
}
