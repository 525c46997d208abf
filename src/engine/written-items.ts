import type { Check, Entity } from "../scenario/scenario.ts";
import { Bitmap, type BitmapPart } from "./bitmap.ts";

/**
 * What became of a new item's write: it may be there; it is there; something else has made it, before
 * or by an update; it is not there. Of several fates of one item the first in this order counts,
 * whenever each was noted.
 */
export const fates = ["doubtful", "acknowledged", "refused", "failed"] as const;
export type Fate = (typeof fates)[number];

/** Written items as they travel between threads: structured-cloneable, with buffers to transfer. */
export type WrittenParts = readonly {
  readonly entity: string;
  readonly firstIndex: number;
  readonly bitmaps: Readonly<Record<Fate, readonly BitmapPart[]>>;
}[];

/** Keeps what became of the new items of the entities that a check asks about: a bit or so each. */
export class WrittenItems {
  readonly #entities: ReadonlyMap<string, NewItems>;

  constructor(entities: Iterable<Pick<Entity, "name" | "count">>) {
    this.#entities = new Map(
      Array.from(entities, ({ name, count }) => [name, new NewItems(count)]),
    );
  }

  /** Watches the entities that checks of acknowledged writes are about. */
  static forChecks(checks: readonly Check[]): WrittenItems {
    return new WrittenItems(
      checks.flatMap(check => (check.kind === "acknowledged" ? [check.entity] : [])),
    );
  }

  /** What `toParts` gave, here or in another thread. */
  static from(parts: WrittenParts): WrittenItems {
    const written = new WrittenItems(
      parts.map(({ entity, firstIndex }) => ({ name: entity, count: firstIndex })),
    );
    for (const { entity, bitmaps } of parts) {
      for (const fate of fates) {
        written.#entities.get(entity)?.bitmaps[fate].add(Bitmap.from(bitmaps[fate]));
      }
    }
    return written;
  }

  /** Whether notes about this entity are kept; others need not be made. */
  watches({ name }: Pick<Entity, "name">): boolean {
    return this.#entities.has(name);
  }

  /** Does nothing for an item that is not new, or of an entity that is not watched. */
  note({ name }: Pick<Entity, "name">, index: number, fate: Fate): void {
    this.#entities.get(name)?.note(index, fate);
  }

  /** What is known of an entity's new items; undefined when it is not watched. */
  of({ name }: Pick<Entity, "name">): NewItems | undefined {
    return this.#entities.get(name);
  }

  /** Adds what another one knows of the entities that this one watches. */
  add(other: WrittenItems): void {
    for (const [name, items] of this.#entities) {
      const others = other.#entities.get(name);
      if (others === undefined) continue;
      for (const fate of fates) items.bitmaps[fate].add(others.bitmaps[fate]);
    }
  }

  get sizeBytes(): number {
    return [...this.#entities.values()]
      .flatMap(({ bitmaps }) => fates.map(fate => bitmaps[fate].sizeBytes))
      .reduce((sum, size) => sum + size, 0);
  }

  /** For another thread; shares memory with this one until it is cloned or transferred. */
  toParts(): WrittenParts {
    return Array.from(this.#entities, ([entity, { firstIndex, bitmaps }]) => ({
      entity,
      firstIndex,
      bitmaps: {
        doubtful: bitmaps.doubtful.toParts(),
        acknowledged: bitmaps.acknowledged.toParts(),
        refused: bitmaps.refused.toParts(),
        failed: bitmaps.failed.toParts(),
      },
    }));
  }
}

/** What buffers a transfer of parts may move; who transferred them must not use theirs any more. */
export function buffersOf(parts: WrittenParts): ArrayBuffer[] {
  return parts.flatMap(({ bitmaps }) =>
    fates.flatMap(fate => bitmaps[fate].map(({ words }) => words)),
  );
}

/** The new items of one entity, by what became of them. */
export class NewItems {
  readonly firstIndex: number;
  readonly bitmaps: Readonly<Record<Fate, Bitmap>> = {
    doubtful: new Bitmap(),
    acknowledged: new Bitmap(),
    refused: new Bitmap(),
    failed: new Bitmap(),
  };

  /** New are the indexes that no seeding made: from the entity's count on. */
  constructor(firstIndex: number) {
    this.firstIndex = firstIndex;
  }

  note(index: number, fate: Fate): void {
    if (index >= this.firstIndex) this.bitmaps[fate].set(index - this.firstIndex);
  }

  /** Whether the fate was noted of the item, also when a stronger one was. */
  has(index: number, fate: Fate): boolean {
    return index >= this.firstIndex && this.bitmaps[fate].has(index - this.firstIndex);
  }

  count(fate: Fate): number {
    return this.bitmaps[fate].countWithout(this.#stronger(fate));
  }

  /** The indexes of a fate in ascending order, up to `size` at a time. */
  *batches(fate: Fate, size: number): Generator<number[]> {
    let batch: number[] = [];
    for (const bit of this.bitmaps[fate].without(this.#stronger(fate))) {
      batch.push(this.firstIndex + bit);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  #stronger(fate: Fate): readonly Bitmap[] {
    return fates.slice(0, fates.indexOf(fate)).map(each => this.bitmaps[each]);
  }
}
