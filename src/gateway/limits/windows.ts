import type { Rate } from "../../config/gateway-settings.ts";

/** What one has used of a rate in the window that is under way. */
export interface Window {
  used: number;
  /** When the next one begins, in milliseconds since the epoch. */
  endsAt: number;
}

/** As many as are remembered; the one whose window ends first makes room for another. */
const mostNames = 100_000;

/**
 * Fixed windows by name, each from its first use on. As all last equally long, they end in the order
 * in which they began, which is the map's: those that have ended are always found in front.
 */
export class Windows {
  readonly #windows = new Map<string, Window>();
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #most: number;

  constructor({ windowMs }: Rate, now: () => number, most = mostNames) {
    this.#windowMs = windowMs;
    this.#now = now;
    this.#most = most;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** The window under way; undefined when nothing has been used in it. */
  find(name: string): Window | undefined {
    const window = this.#windows.get(name);
    return window !== undefined && this.#isUnderWay(window, this.#now()) ? window : undefined;
  }

  /** Books so much, in a new window when none is under way. */
  use(name: string, amount: number): Window {
    const now = this.#now();
    const known = this.#windows.get(name);
    if (known !== undefined && this.#isUnderWay(known, now)) {
      known.used += amount;
      return known;
    }
    const window = { used: amount, endsAt: now + this.#windowMs };
    this.#windows.delete(name);
    this.#windows.set(name, window);
    this.#forget(now);
    return window;
  }

  /** Neither over, nor of a time to come, to which a clock that is set back makes it. */
  #isUnderWay({ endsAt }: Window, now: number): boolean {
    return now < endsAt && endsAt - now <= this.#windowMs;
  }

  /** Two for one that came, so that those that are over are gone in time. */
  #forget(now: number): void {
    let looked = 0;
    for (const [name, window] of this.#windows) {
      if (looked === 2) return;
      looked += 1;
      if (this.#windows.size <= this.#most && this.#isUnderWay(window, now)) return;
      this.#windows.delete(name);
    }
  }
}
