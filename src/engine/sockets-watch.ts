import type { Target } from "../targets/target.ts";

/** Requests that wait for a connection, looked at now and then. */
export class SocketsWatch {
  readonly #target: Pick<Target, "waiting">;
  #samples = 0;
  #waited = 0;
  #max = 0;

  constructor(target: Pick<Target, "waiting">) {
    this.#target = target;
  }

  sample(): void {
    const waiting = this.#target.waiting();
    this.#samples++;
    if (waiting > 0) this.#waited++;
    this.#max = Math.max(this.#max, waiting);
  }

  get max(): number {
    return this.#max;
  }

  /** They waited most of the time, not only while connections were made. */
  get persistent(): boolean {
    return this.#samples > 1 && this.#waited * 2 > this.#samples;
  }
}
