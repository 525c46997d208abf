import type { Entity } from "../scenario/scenario.ts";

/** What a draw takes from a counter, whatever its random numbers are. */
export interface Taking {
  readonly counter: number;
  readonly times: number;
}

/**
 * Where each entity's `new` and `sequential` picks stand, shared by all operations of a load so that
 * two of them never make the same new item. They advance with the draws, also with those of other
 * slices.
 */
export class EntityCounters {
  readonly #positions = new Map<string, number>();
  readonly #counts: number[] = [];

  /** The counter of an entity's new items, or of its walk from the first item to the last. */
  of(entity: Entity, kind: "new" | "sequential"): number {
    const key = `${kind} ${entity.name}`;
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    this.#positions.set(key, this.#counts.length);
    return this.#counts.push(0) - 1;
  }

  /** How often a counter has been taken from. */
  count(counter: number): number {
    return this.#counts[counter] ?? 0;
  }

  /** 0, 1, 2, … */
  take(counter: number): number {
    const count = this.#counts[counter] ?? 0;
    this.#counts[counter] = count + 1;
    return count;
  }

  /** Takes what so many draws of one operation take. */
  skip(takings: readonly Taking[], draws: number): void {
    for (const { counter, times } of takings) {
      this.#counts[counter] = (this.#counts[counter] ?? 0) + times * draws;
    }
  }
}
