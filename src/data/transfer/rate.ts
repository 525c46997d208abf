import type { Clock } from "../../engine/clock.ts";

export interface RateOptions {
  /** Units a second that are never exceeded; none unless told. */
  readonly perSecond?: number | undefined;
  readonly clock: Pick<Clock, "monotonic" | "after">;
}

/** So many seconds' worth of units may be spent at once. */
const burstSeconds = 1;
/** What is left of the rate after a throttle. */
const lowered = 0.7;
/** Throttles of requests that were sent together count once. */
const throttleSpanMs = 500;
/** The share of the cap, or of the rate that was first throttled, that the rate gains a second. */
const gained = 0.05;
/** The rate never falls below this share. */
const least = 0.02;
/** What a table is thought to bear at least, where that is measured: in the beginning little is sent. */
const leastMeasured = 100;

/**
 * Holds capacity units to a rate: a bucket that fills steadily, and that may be overdrawn by a
 * request that turns out dearer than thought. The rate falls with each throttle and rises again
 * slowly, up to the cap; without a cap nothing is held back until the first throttle.
 */
export class Rate {
  readonly #clock: RateOptions["clock"];
  readonly #cap: number;
  /** What gains and floors are shares of. */
  #measure: number;
  #perSecond: number;
  #balance: number;
  #atMs: number;
  #loweredMs = Number.NEGATIVE_INFINITY;
  /** Units consumed of late, older ones counted ever less: those of about a second. */
  #recent = 0;
  #recentMs: number;
  /** Those who wait, one after the other. */
  #line: Promise<unknown> = Promise.resolve();

  constructor({ perSecond = Number.POSITIVE_INFINITY, clock }: RateOptions) {
    this.#clock = clock;
    this.#cap = perSecond;
    this.#measure = perSecond;
    this.#perSecond = perSecond;
    this.#balance = perSecond * burstSeconds;
    this.#atMs = clock.monotonic();
    this.#recentMs = this.#atMs;
  }

  /** Units a second just now; Infinity when nothing is held back. */
  get perSecond(): number {
    this.#fill();
    return this.#perSecond;
  }

  /**
   * Waits until so many units may be spent, in the order of those who ask, and takes them. False
   * when the signal was aborted before.
   */
  spend(units: number, signal?: AbortSignal): Promise<boolean> {
    const turn = this.#line.then(() => this.#take(units, signal));
    this.#line = turn;
    return turn;
  }

  /** Tells what a request consumed for which `spent` were taken. */
  settle(spent: number, consumed: number): void {
    this.#fill();
    this.#balance += spent - consumed;
    this.#recent = this.#used() + consumed;
    this.#recentMs = this.#atMs;
  }

  /** Tells that requests were throttled. */
  throttled(): void {
    this.#fill();
    if (this.#atMs - this.#loweredMs < throttleSpanMs) return;
    const used = this.#used();
    if (this.#perSecond === Number.POSITIVE_INFINITY) {
      // Nothing is known of what the table bears; the client's own backoff must do.
      if (used === 0) return;
      this.#measure = Math.max(used, leastMeasured);
      this.#perSecond = this.#measure;
      this.#balance = 0;
    }
    this.#loweredMs = this.#atMs;
    this.#perSecond = Math.max(this.#perSecond * lowered, this.#measure * least);
    this.#balance = Math.min(this.#balance, this.#perSecond * burstSeconds);
  }

  async #take(units: number, signal: AbortSignal | undefined): Promise<boolean> {
    for (;;) {
      if (signal?.aborted) return false;
      this.#fill();
      const missing = Math.min(units, this.#perSecond * burstSeconds) - this.#balance;
      // A millionth short is rounding, and would be waited for in steps too small to count.
      if (this.#perSecond === Number.POSITIVE_INFINITY || missing < 1e-6) {
        this.#balance -= units;
        return true;
      }
      // The rate may change meanwhile.
      await this.#sleep(Math.min(1000, (missing / this.#perSecond) * 1000), signal);
    }
  }

  #fill(): void {
    const now = this.#clock.monotonic();
    const seconds = (now - this.#atMs) / 1000;
    if (seconds <= 0) return;
    const filled = this.#balance + seconds * this.#perSecond;
    this.#atMs = now;
    this.#balance = Math.min(filled, this.#perSecond * burstSeconds);
    if (this.#perSecond >= this.#cap || now - this.#loweredMs < throttleSpanMs) return;
    this.#perSecond = Math.min(this.#cap, this.#perSecond + seconds * gained * this.#measure);
  }

  #used(): number {
    return this.#recent * Math.exp((this.#recentMs - this.#atMs) / 1000);
  }

  #sleep(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise(resolve => {
      const end = () => {
        cancel();
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const cancel = this.#clock.after(delayMs, end);
      signal?.addEventListener("abort", end, { once: true });
    });
  }
}
