import { setImmediate as turn } from "node:timers/promises";
import type { Alarm } from "../../src/engine/alarm.ts";
import type { Clock, EventLoop } from "../../src/engine/clock.ts";

interface Timer {
  atMs: number;
  readonly callback: () => void;
  readonly everyMs?: number;
}

/** Time that moves only when nothing else can: from one timer to the next, as fast as the machine can. */
export class VirtualClock implements Clock {
  /** Processor time that each virtual millisecond costs. */
  cpuMicrosPerMs = 500;
  eventLoop: EventLoop = { delayP50Ms: 0.2, delayP99Ms: 1 };
  /** The share of the time to come in which the event loop has work. */
  busyShare = 0.5;
  #nowMs = 0;
  #busyMs = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return Date.UTC(2026, 0, 1) + this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  cpuMicros(): number {
    return this.#nowMs * this.cpuMicrosPerMs;
  }

  busyMs(): number {
    return this.#busyMs;
  }

  every(intervalMs: number, callback: () => void): () => void {
    return this.#add({ atMs: this.#nowMs + intervalMs, callback, everyMs: intervalMs });
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#add({ atMs: this.#nowMs + delayMs, callback });
  }

  /** Nothing else has a turn before time moves on. */
  async turn(): Promise<void> {}

  async alarm(): Promise<Alarm> {
    let cancel = () => {};
    return {
      set: (delayMs, callback) => {
        cancel = this.after(Math.max(0, delayMs), callback);
      },
      close: () => cancel(),
    };
  }

  watchEventLoop(): () => EventLoop {
    return () => this.eventLoop;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.after(delayMs, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });
  }

  /** Moves time on until the promise is settled. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await turn();
      if (settled) return promise;
      this.#fire();
    }
  }

  /** Timers that nobody has cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #fire(): void {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (first === undefined || timer.atMs < first.atMs) first = timer;
    if (first === undefined) throw new Error("everything waits and no timer is left");
    this.#busyMs += (first.atMs - this.#nowMs) * this.busyShare;
    this.#nowMs = first.atMs;
    if (first.everyMs === undefined) this.#timers.delete(first);
    else first.atMs += first.everyMs;
    first.callback();
  }
}
