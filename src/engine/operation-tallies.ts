import type { Stats } from "./result.ts";
import { Tally } from "./tally.ts";

/** What several slices of a load tell of its operations, added up. */
export class OperationTallies {
  readonly total = new Tally();
  readonly #tallies = new Map<string, Tally>();

  /** @throws Error when a histogram in it is none, or not that of its counts */
  add(operations: Readonly<Record<string, Stats>>): void {
    for (const [name, stats] of Object.entries(operations)) {
      const own = Tally.of(stats);
      this.total.add(own);
      const sum = this.#tallies.get(name);
      if (sum === undefined) this.#tallies.set(name, own);
      else sum.add(own);
    }
  }

  /** By operation, in the order in which they came. */
  map<T>(read: (tally: Tally, name: string) => T): Readonly<Record<string, T>> {
    return Object.fromEntries(
      Array.from(this.#tallies, ([name, tally]) => [name, read(tally, name)] as const),
    );
  }
}
