/** Something made once for however many ask, until it is old or dropped. */
export class Kept<T> {
  readonly #make: () => Promise<T>;
  readonly #lifeMs: number;
  readonly #now: () => number;
  #held: { readonly value: T; readonly untilMs: number } | undefined;
  #flight: Promise<T> | undefined;

  constructor(make: () => Promise<T>, lifeMs: number, now: () => number) {
    this.#make = make;
    this.#lifeMs = lifeMs;
    this.#now = now;
  }

  /** Rejects with what making it throws; `fresh` says that it was made for this call. */
  async get(): Promise<{ readonly value: T; readonly fresh: boolean }> {
    const held = this.#held;
    if (held !== undefined && this.#now() < held.untilMs) {
      return { value: held.value, fresh: false };
    }
    this.#flight ??= this.#remake().finally(() => {
      this.#flight = undefined;
    });
    return { value: await this.#flight, fresh: true };
  }

  /** Nothing where it has been made anew since. */
  drop(value: T): void {
    if (this.#held?.value === value) this.#held = undefined;
  }

  async #remake(): Promise<T> {
    const startedMs = this.#now();
    const value = await this.#make();
    this.#held = { value, untilMs: startedMs + this.#lifeMs };
    return value;
  }
}
