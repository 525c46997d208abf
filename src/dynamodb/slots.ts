/**
 * Lets so many run at once; the others wait in line. The SDK's own line counts the wait for a
 * connection as connecting, and then calls a busy client's requests timed out.
 */
export class Slots {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  get waiting(): number {
    return this.#line.length;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>(resolve => this.#line.push(resolve));
    else this.#free -= 1;
    try {
      return await task();
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
