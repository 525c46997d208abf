import type { Entity, Pick } from "../scenario/scenario.ts";
import { type Random, Zipf } from "../template/random.ts";

/** Gives the index of one item, from the draw's random numbers or from a counter of the entity. */
export type Picker = (random: Random) => number;

/**
 * Where each entity's `new` and `sequential` picks stand, shared by all operations of a run so that
 * two of them never make the same new item. They advance as operations are drawn.
 */
export class EntityCounters {
  readonly #created = new Map<string, number>();
  readonly #walked = new Map<string, number>();

  /** The next index that no item has yet: count, count + 1, … without gaps. */
  create(entity: Entity): number {
    return entity.count + advance(this.#created, entity.name);
  }

  /** The next seeded index: 0, 1, … count - 1 and then again from 0. */
  walk(entity: Entity): number {
    return advance(this.#walked, entity.name) % entity.count;
  }
}

function advance(counters: Map<string, number>, name: string): number {
  const count = counters.get(name) ?? 0;
  counters.set(name, count + 1);
  return count;
}

/** A way to pick among an entity's items; `zipf` prefers low indexes, 0 most of all. */
export function createPicker(pick: Pick, entity: Entity, counters: EntityCounters): Picker {
  switch (pick.kind) {
    case "uniform":
      return random => random.integer(0, entity.count - 1);
    case "zipf": {
      const ranks = new Zipf(entity.count, pick.theta);
      return random => ranks.next(random);
    }
    case "sequential":
      return () => counters.walk(entity);
    case "new":
      return () => counters.create(entity);
    case "latest":
    case "hotspot":
    case "same":
      throw new TypeError(`${pick.kind} has no picker yet`);
  }
}

/**
 * Fills `indexes` with different picks, since a DynamoDB batch may name a key once only: a pick
 * that is already there gives way to the next index. The entity has at least as many items as
 * `indexes` has places, unless the pick is `new`.
 */
export function pickBatch(picker: Picker, random: Random, count: number, indexes: number[]): void {
  for (let place = 0; place < indexes.length; place++) {
    let index = picker(random);
    for (let at = indexes.indexOf(index); at !== -1 && at < place; at = indexes.indexOf(index)) {
      index = (index + 1) % count;
    }
    indexes[place] = index;
  }
}
