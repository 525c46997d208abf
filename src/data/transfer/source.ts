import type { InputFormat } from "../formats/format.ts";
import type { MovedItem } from "./moved-item.ts";

/** JSON that says where a lane goes on; opaque to all but the source that gave it. */
export type Position =
  | string
  | number
  | boolean
  | null
  | readonly Position[]
  | { readonly [member: string]: Position };

/** An item as a source gives it. */
export interface GoodRecord {
  readonly item: MovedItem;
  /** The line of its file on which it begins, from 1; 0 when it comes from a table. */
  readonly line: number;
}

/** A piece of input that is no item. */
export interface BadRecord {
  /** As it stands in the file. */
  readonly bytes: Uint8Array;
  readonly line: number;
  /** What is wrong, without the place. */
  readonly problem: string;
}

export type SourceRecord = GoodRecord | BadRecord;

export function isBad(record: SourceRecord): record is BadRecord {
  return "problem" in record;
}

/** Records in their order, and where to go on once all of them are done. */
export interface Chunk {
  readonly lane: number;
  /** The file that they come from, as the user knows it; undefined for a table. */
  readonly file?: string;
  /** What that file is written in. */
  readonly format?: InputFormat;
  readonly records: readonly SourceRecord[];
  /** Where the lane goes on after these. */
  readonly next: Position;
  /** Read units that the chunk cost; 0 for a file. */
  readonly readUnits: number;
}

/**
 * Where items come from: lanes that are read side by side, each in its order. A file source has one
 * lane, a table one for each segment.
 */
export interface Source {
  readonly lanes: number;
  /**
   * Reads a lane from its beginning, or from the `next` of a chunk. Ends with the lane; throws a
   * DynError for what nothing that follows could mend.
   */
  read(
    lane: number,
    from: Position | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Chunk, void, undefined>;
}
