import type { CacheTag } from "../cache.ts";

/** What is dropped: all, what is of a table, or what may hold items of one of its partitions. */
export type Dropped = { readonly table: string; readonly partition?: string } | undefined;

/** The names of a table's, by partition; under `undefined` those that any partition may be a part of. */
type Partitions = Map<string | undefined, Set<string>>;

/** Names by what they are of: those of a table or a partition are found without a look at others. */
export class ByTag {
  readonly #tables = new Map<string, Partitions>();

  add(name: string, { table, partition }: CacheTag): void {
    let partitions = this.#tables.get(table);
    if (partitions === undefined) {
      partitions = new Map();
      this.#tables.set(table, partitions);
    }
    const names = partitions.get(partition);
    if (names === undefined) partitions.set(partition, new Set([name]));
    else names.add(name);
  }

  delete(name: string, { table, partition }: CacheTag): void {
    const partitions = this.#tables.get(table);
    const names = partitions?.get(partition);
    if (partitions === undefined || names === undefined) return;
    names.delete(name);
    if (names.size === 0) partitions.delete(partition);
    if (partitions.size === 0) this.#tables.delete(table);
  }

  /** Takes out the names of what is dropped. */
  take(what: Dropped): string[] {
    if (what === undefined) {
      const names = [...this.#tables.values()].flatMap(everyName);
      this.#tables.clear();
      return names;
    }
    const { table, partition } = what;
    const partitions = this.#tables.get(table);
    if (partitions === undefined) return [];
    if (partition === undefined) {
      this.#tables.delete(table);
      return everyName(partitions);
    }
    const names = [partition, undefined].flatMap(of => [...(partitions.get(of) ?? [])]);
    partitions.delete(partition);
    partitions.delete(undefined);
    if (partitions.size === 0) this.#tables.delete(table);
    return names;
  }
}

function everyName(partitions: Partitions): string[] {
  return [...partitions.values()].flatMap(names => [...names]);
}
