import type { Item } from "../../values/attribute.ts";

/** Where text goes. `write` resolves once it is taken, so that a slow pipe slows the writer. */
export interface TextSink {
  readonly isTTY: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  write(text: string): Promise<void>;
}

/** What is known once the items have been written. */
export interface ItemTrailer {
  /** Items written. */
  readonly count: number;
  /** Items that the service evaluated before the filter. */
  readonly scannedCount: number;
  /** Where the next page begins; null when there is no more. */
  readonly nextToken: string | null;
  /** Read units; null when the service does not tell. */
  readonly consumedCapacity: number | null;
  /** What else a document tells, by name; plain JSON data. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A trailer's members, in the order of documents. */
export function membersOf(trailer: ItemTrailer): readonly (readonly [string, unknown])[] {
  const { count, scannedCount, nextToken, consumedCapacity, more } = trailer;
  return Object.entries({ count, scannedCount, nextToken, consumedCapacity, ...more });
}

/** Prints items as they come. Memory does not grow with their number. */
export interface ItemWriter {
  /** Whether it holds as many items as it may and takes no more. */
  isFull?(): boolean;
  /** Items in order, a page at a time; nothing is on its way until this is called once, or `end`. */
  write(items: readonly Item[]): Promise<void>;
  /** Writes what is left. */
  end(trailer: ItemTrailer): Promise<void>;
}
