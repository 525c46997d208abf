/** Where the service is in its life: it takes requests until it drains, and then ends those in flight. */
export class Lifecycle {
  #draining = false;
  #inFlight = 0;
  #onIdle: () => void = () => {};

  get draining(): boolean {
    return this.#draining;
  }

  /** Requests that have come and whose answer has not gone. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** From now on new requests are refused. */
  drain(): void {
    this.#draining = true;
  }

  begin(): void {
    this.#inFlight += 1;
  }

  end(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#onIdle();
  }

  /** Resolves once nothing is in flight, or after so long; gives what is in flight still. */
  async idle(longestMs: number): Promise<number> {
    if (this.#inFlight === 0) return 0;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, longestMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return this.#inFlight;
  }
}
