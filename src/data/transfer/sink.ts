import type { MovedItem } from "./moved-item.ts";

/** What became of an item. */
export type Fate =
  | { readonly kind: "written" | "unchanged" | "skipped" }
  /** The store does not take it, however often it is asked. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

/** An item on its way, and whom to tell what became of it. */
export interface Delivery {
  readonly item: MovedItem;
  /** `orders.jsonl:7`; undefined when it comes from no file. */
  readonly place: string | undefined;
  /** Called once. */
  settle(fate: Fate): void;
}

/** Where items go. */
export interface Sink {
  /** Takes an item; of several with one key the last one wins, or the first one where none is replaced. */
  put(delivery: Delivery): void;
  /** Resolves once it holds few enough items to take more. Rejects when it takes none any more. */
  room(): Promise<void>;
  /** Sends all that it holds; resolves once nothing is in flight. Rejects with what ended it before. */
  end(): Promise<void>;
}
