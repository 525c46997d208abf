import { lasting, summed } from "../../gateway/metrics/exposition.ts";
import type { MetricFamily } from "../../gateway/metrics/family.ts";

type Families = readonly MetricFamily[];

/**
 * What all workers have counted. A worker that has ended still counts, as far as it was heard: a
 * counter that falls would look like one that began anew, and all it has counted like new requests.
 */
export class CountedByAll {
  readonly #heard = new Map<number, Families>();
  #ended: Families = [];

  /** @param said by the workers that were asked; one that did not answer counts as it did before */
  hear(said: ReadonlyMap<number, Families>): readonly Families[] {
    for (const [worker, families] of said) this.#heard.set(worker, families);
    return [...this.#heard.values(), this.#ended];
  }

  end(worker: number): void {
    const heard = this.#heard.get(worker);
    if (heard === undefined) return;
    this.#heard.delete(worker);
    this.#ended = summed([this.#ended, lasting(heard)]);
  }
}
