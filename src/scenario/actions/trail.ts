import type { Entity, Pick } from "../scenario.ts";

interface OnItem {
  readonly entity: Entity;
  readonly pick: Pick;
}

/**
 * The item that `same` means: the index of the last step of a flow, or member of a transaction, that
 * works on one item.
 */
export class Trail {
  /** Who chose the index. */
  readonly origin: OnItem | undefined;
  /** Entities that are known to have an item of this index. */
  readonly #present: ReadonlySet<Entity>;

  constructor(origin?: OnItem, present: Iterable<Entity> = []) {
    this.origin = origin;
    this.#present = new Set(present);
  }

  /** The trail behind an action on one item. */
  after({ entity, pick }: OnItem): Trail {
    if (pick.kind !== "same") return new Trail({ entity, pick }, [entity]);
    return new Trail(this.origin, [...this.#present, entity]);
  }

  /** Why there may be no such item of an entity; undefined when there is one. */
  missing(entity: Entity): string | undefined {
    if (this.origin === undefined || this.#present.has(entity)) return undefined;
    const { entity: from, pick } = this.origin;
    if (pick.kind === "new" || pick.kind === "latest") {
      return `the ${pick.kind} ${from.name} before may be one that ${entity.name} has no item for`;
    }
    if (entity.count >= from.count) return undefined;
    return `${entity.name} has ${entity.count} items, ${from.name} before has ${from.count}`;
  }
}
