import type { Entity, Pick } from "../scenario/scenario.ts";
import { type Random, Zipf } from "../template/random.ts";
import type { EntityCounters } from "./counters.ts";

/** Which ones of a sequence are one operation's: `first`, `first + every`, `first + 2 × every`, … */
export interface Share {
  readonly first: number;
  readonly every: number;
}

export const allOfThem: Share = { first: 0, every: 1 };

/** Chooses the index of one item, from the draw's random numbers or from a counter of the entity. */
export interface Picker {
  /** `previous` is the index that was picked before in the same flow or transaction. */
  pick(random: Random, previous: number): number;
  /** Picks are below it; one that gives way to the next index goes on from 0 there. */
  bound(): number;
}

/**
 * A way to pick among an entity's items; `zipf` prefers low indexes, 0 most of all. The share is
 * that of the entity's new items.
 */
export function createPicker(
  pick: Pick,
  entity: Entity,
  counters: EntityCounters,
  { first, every }: Share = allOfThem,
): Picker {
  const { count } = entity;
  const bound = () => count;
  switch (pick.kind) {
    case "uniform":
      return { pick: random => random.integer(0, count - 1), bound };
    case "zipf": {
      const ranks = new Zipf(count, pick.theta);
      return { pick: random => ranks.next(random), bound };
    }
    case "latest":
      return createLatest(entity, pick.theta, counters);
    case "hotspot":
      return { pick: createHotspot(count, pick.keyShare, pick.trafficShare), bound };
    case "sequential": {
      const walked = counters.of(entity, "sequential");
      return { pick: () => counters.take(walked) % count, bound };
    }
    case "new": {
      const created = counters.of(entity, "new");
      return {
        pick: () => count + first + every * counters.take(created),
        bound: () => Number.POSITIVE_INFINITY,
      };
    }
    case "same": {
      const created = counters.of(entity, "new");
      return {
        pick: (_, previous) => previous,
        bound: () => count + counters.count(created),
      };
    }
  }
}

/** The newest item most: those of the draws before, whether they are stored yet or not, then the seeded ones. */
function createLatest(entity: Entity, theta: number, counters: EntityCounters): Picker {
  const created = counters.of(entity, "new");
  const bound = () => Math.max(1, entity.count + counters.count(created));
  let [size, ranks] = [1, new Zipf(1, theta)];
  return {
    pick(random) {
      const now = bound();
      if (now !== size) [size, ranks] = [now, new Zipf(now, theta)];
      return size - 1 - ranks.next(random);
    },
    bound,
  };
}

/** A share of the traffic goes to a share of the keys, to each of them as often; the rest to the others. */
function createHotspot(count: number, keyShare: number, trafficShare: number): Picker["pick"] {
  const hot = Math.max(1, Math.round(count * keyShare));
  if (hot >= count) return random => random.integer(0, count - 1);
  return random =>
    random.float() < trafficShare ? random.integer(0, hot - 1) : random.integer(hot, count - 1);
}
