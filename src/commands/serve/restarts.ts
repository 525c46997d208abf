const leastMs = 100;
const mostMs = 10_000;
/** Who has lived so long begins anew. */
const stableMs = 60_000;

/** Starts what has died again: soon, and later each time that it dies at once. */
export class Restarts {
  readonly #delays = new Map<number, { readonly ms: number; readonly at: number }>();
  readonly #timers = new Set<NodeJS.Timeout>();

  soon(number: number, start: () => void, nowMs = Date.now()): void {
    const last = this.#delays.get(number);
    const isStable = last === undefined || nowMs - last.at > stableMs;
    const ms = isStable ? leastMs : Math.min(mostMs, last.ms * 2);
    this.#delays.set(number, { ms, at: nowMs });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      start();
    }, ms);
    this.#timers.add(timer);
  }

  cancel(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
