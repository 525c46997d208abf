import type { Entity } from "../scenario/scenario.ts";

/** What became of a new item's write. */
export type Fate = "acknowledged" | "doubtful" | "refused";

/** Keeps what became of the new items of the entities that a check asks about. */
export interface WrittenItems {
  note(entity: Entity, index: number, fate: Fate): void;
}
