/** A column that rows can be loaded into. */
export interface BulkColumn {
  readonly name: string;
  /** As the engine's catalogue has it: `int4`, `numeric`, `jsonb`, `_text` for a list; `decimal`, `longtext`. */
  readonly type: string;
  /** What it gets when it is left out is not NULL. */
  readonly hasDefault: boolean;
}

/** A table as its catalogue describes it. */
export interface BulkTable {
  readonly schema: string;
  readonly name: string;
  /** Without those that the server computes. */
  readonly columns: readonly BulkColumn[];
  /** Columns of the primary key; none: it has no such key. */
  readonly key: readonly string[];
}

export const conflictChoices = ["fail", "overwrite", "skip"] as const;
/** What becomes of a row whose key is there already. */
export type OnConflict = (typeof conflictChoices)[number];
