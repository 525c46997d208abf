import type { Condition, Projection } from "../expressions/ast.ts";
import type { Item } from "../values/attribute.ts";

export interface GetAsk {
  readonly kind: "get";
  readonly table: string;
  readonly key: Item;
  readonly select: Projection | undefined;
  readonly consistent: boolean;
}

/** A page of a Query or Scan. */
export interface PageAsk {
  readonly kind: "query" | "scan";
  readonly table: string;
  readonly index: string | undefined;
  /** The condition on the key, of a query. */
  readonly where: Condition | undefined;
  readonly filter: Condition | undefined;
  readonly select: Projection | undefined;
  readonly descending: boolean;
  readonly consistent: boolean;
  readonly pageSize: number;
  /** Where to go on, out of the page token; undefined: at the beginning. */
  readonly start: Item | undefined;
  /** When the token that was given ends, in milliseconds since the epoch. */
  readonly tokenExpiresAt: number | undefined;
  /** Whether all items are to be counted. */
  readonly total: boolean;
}

/** What the store gave. */
export interface GetAnswer {
  readonly item: Item | undefined;
  /** Read units; null where nobody tells. */
  readonly consumed: number | null;
}

export interface PageAnswer {
  readonly items: readonly Item[];
  readonly count: number;
  readonly scannedCount: number;
  readonly consumed: number | null;
  /** Where the next page begins; undefined at the end. */
  readonly lastKey: Item | undefined;
  readonly total: Total | undefined;
}

/** How many there are in all. */
export interface Total {
  readonly count: number;
  /** Whether counting stopped at its bound: there are at least so many. */
  readonly isLowerBound: boolean;
}
