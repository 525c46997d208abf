/** What became of records. All but `read` together are `read` once everything is done. */
export interface Counts {
  readonly read: number;
  /** Acknowledged as stored; one that another of the same key follows counts as written and replaced. */
  readonly written: number;
  /** Items that were there already, with equal content. */
  readonly unchanged: number;
  /** Items that were there already, otherwise, and were left alone. */
  readonly skipped: number;
  /** Records that went to the dead letters. */
  readonly rejected: number;
}

export const noCounts: Counts = { read: 0, written: 0, unchanged: 0, skipped: 0, rejected: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    read: a.read + b.read,
    written: a.written + b.written,
    unchanged: a.unchanged + b.unchanged,
    skipped: a.skipped + b.skipped,
    rejected: a.rejected + b.rejected,
  };
}

/** Items that the table now has, or had: all that was read and is neither under way nor refused. */
export function settledIn({ written, unchanged, skipped }: Counts): number {
  return written + unchanged + skipped;
}
