/** Where the service is in its life: it takes requests until it drains, and then ends those in flight. */
export class Lifecycle {
  #draining = false;
  #inFlight = 0;

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
  }
}
