/**
 * One call that all who ask the same wait for. Who leaves leaves the others alone; the call is
 * aborted when the last has left.
 */
export class Flight<T> {
  readonly #controller = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;

  constructor(call: (signal: AbortSignal) => Promise<T>) {
    this.#result = Promise.resolve().then(() => call(this.#controller.signal));
    // Where nobody waits any more, nobody is told.
    this.#result.catch(() => {});
  }

  /** Whether all who waited have left. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** What the call gives, or throws, unless the signal is aborted before. */
  wait(signal: AbortSignal): Promise<T> {
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting -= 1;
        reject(signal.reason);
        if (this.#waiting === 0) this.#controller.abort(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      const arrived = () => signal.removeEventListener("abort", leave);
      this.#result.then(
        value => {
          arrived();
          resolve(value);
        },
        (error: unknown) => {
          arrived();
          reject(error);
        },
      );
    });
  }
}
