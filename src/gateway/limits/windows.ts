import type { Rate } from "../../config/gateway-settings.ts";

/** What one has used of a rate in the window that is under way. */
export interface Window {
  used: number;
  /** When the next one begins, in milliseconds since the epoch. */
  endsAt: number;
}

/** As many are remembered at most. */
const mostNames = 100_000;

/**
 * Fixed windows by name, each from its first use on. Names are forgotten by the half: when one half
 * is full, or has been filled for as long as a window, what was not used since it began goes. So
 * those that are used stay, whoever else comes, and forgetting costs nothing for a single name.
 */
export class Windows {
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #half: number;
  #recent = new Map<string, Window>();
  #older = new Map<string, Window>();
  #since = Number.NEGATIVE_INFINITY;

  constructor({ windowMs }: Rate, now: () => number, most = mostNames) {
    this.#windowMs = windowMs;
    this.#now = now;
    this.#half = Math.ceil(most / 2);
  }

  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /** The window under way; undefined when nothing has been used in it. */
  find(name: string): Window | undefined {
    const window = this.#recent.get(name) ?? this.#older.get(name);
    return window !== undefined && this.#isUnderWay(window, this.#now()) ? window : undefined;
  }

  /** Books so much, in a new window when none is under way. */
  use(name: string, amount: number): Window {
    const now = this.#now();
    let window = this.#recent.get(name);
    if (window === undefined) {
      this.#forget(now);
      window = this.#older.get(name) ?? { used: 0, endsAt: now };
      this.#recent.set(name, window);
    }
    if (!this.#isUnderWay(window, now)) {
      window.used = 0;
      window.endsAt = now + this.#windowMs;
    }
    window.used += amount;
    return window;
  }

  /** Neither over, nor of a time to come, to which a clock that is set back makes it. */
  #isUnderWay({ endsAt }: Window, now: number): boolean {
    return now < endsAt && endsAt - now <= this.#windowMs;
  }

  #forget(now: number): void {
    const age = now - this.#since;
    if (this.#recent.size < this.#half && age >= 0 && age < this.#windowMs) return;
    this.#older = this.#recent;
    this.#recent = new Map();
    this.#since = now;
  }
}
