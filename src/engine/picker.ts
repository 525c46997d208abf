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
  share: Share = allOfThem,
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
      return createLatest(entity, pick.theta, counters, share);
    case "hotspot":
      return { pick: createHotspot(count, pick.keyShare, pick.trafficShare), bound };
    case "sequential": {
      const walked = counters.of(entity, "sequential");
      return { pick: () => counters.take(walked) % count, bound };
    }
    case "new": {
      const created = counters.of(entity, "new");
      return {
        pick: () => newIndex(entity, share, counters.take(created)),
        bound: () => Number.POSITIVE_INFINITY,
      };
    }
    case "same": {
      const created = counters.of(entity, "new");
      return {
        pick: (_, previous) => previous,
        bound: () => afterNewest(entity, share, counters.count(created)),
      };
    }
  }
}

/** Where the share's new item number `made`, from 0, is among all items of the entity. */
function newIndex({ count }: Entity, { first, every }: Share, made: number): number {
  return count + first + every * made;
}

/** After the newest item of the share, when it has so many. */
function afterNewest(entity: Entity, share: Share, created: number): number {
  return created === 0 ? entity.count : newIndex(entity, share, created - 1) + 1;
}

/**
 * The newest item most: those of the share that draws before have made, whether they are stored yet
 * or not, then the seeded ones.
 */
function createLatest(
  entity: Entity,
  theta: number,
  counters: EntityCounters,
  share: Share,
): Picker {
  const counter = counters.of(entity, "new");
  let [size, ranks] = [1, new Zipf(1, theta)];
  return {
    pick(random) {
      const created = counters.count(counter);
      const now = Math.max(1, entity.count + created);
      if (now !== size) [size, ranks] = [now, new Zipf(now, theta)];
      const rank = ranks.next(random);
      if (rank < created) return newIndex(entity, share, created - 1 - rank);
      return Math.max(0, entity.count - 1 - (rank - created));
    },
    bound: () => Math.max(1, afterNewest(entity, share, counters.count(counter))),
  };
}

/** A share of the traffic goes to a share of the keys, to each of them as often; the rest to the others. */
function createHotspot(count: number, keyShare: number, trafficShare: number): Picker["pick"] {
  const hot = Math.max(1, Math.round(count * keyShare));
  if (hot >= count) return random => random.integer(0, count - 1);
  return random =>
    random.float() < trafficShare ? random.integer(0, hot - 1) : random.integer(hot, count - 1);
}
