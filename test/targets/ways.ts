import type { Dialect } from "../../src/scenario/scenario.ts";
import type { Outcome, Target } from "../../src/targets/target.ts";

/** What stores do each in their own way, beside what every target does alike. */
export interface Ways {
  /** Why there is no such store here, and its tests are skipped; absent where there is one. */
  readonly missing?: string;
  open(): Promise<Target>;
  /** The name of a table that nothing else uses. */
  table(): string;
  /** A query needs the partition key, or takes any condition. */
  readonly queries: "by-key" | "by-condition";
  /** Each page of a query or scan is a request of its own, or all are rows of one. */
  readonly pages: "requests" | "rows";
  /** So many items of so many characters are more than one page of a scan. */
  readonly largePage: { readonly items: number; readonly characters: number };
  /** What is said of an item above 400 KB; absent where it can be stored. */
  readonly largestItem?: RegExp;
  /** A scan that the store refuses. */
  readonly nonsense: { readonly where: string; readonly select: readonly string[] };
  readonly dialect: Dialect;
  /** On `THINGS`, with a `?` for each value. */
  readonly statements: {
    /** Those of an owner that count at least so many: two values. */
    readonly read: string;
    /** An item of owner `x`: its Id. */
    readonly insert: string;
    /** Changes an item of owner `x`: its Id. */
    readonly update: string;
    /** Deletes item `one` of owner `x`. */
    readonly remove: string;
  };
  readonly outcomes: {
    /** The code of an insert of what is there. */
    readonly insertedTwice: string;
    /** Of an update of what is not there. */
    readonly updatedNone: Partial<Outcome>;
  };
}
