import type { Units } from "../schema.ts";
import type { Change } from "./plan.ts";

/** What differs, and what cannot be told. */
export interface Comparison {
  readonly changes: readonly Change[];
  /** In words. */
  readonly notes: readonly string[];
}

/** A setting in words; false when it is off. */
export type Text = string | false;

interface Circumstances {
  readonly replaces?: string | undefined;
  readonly hold?: string | undefined;
  /** What a table has that nobody has given anything else. */
  readonly usual?: string;
}

export const same: Comparison = { changes: [], notes: [] };

/**
 * One setting: absent as wanted, it is not managed; absent as told, the target does not tell it,
 * which is no difference.
 */
export function compared(
  setting: string,
  wanted: Text | undefined,
  live: Text | undefined,
  { usual, ...circumstances }: Circumstances = {},
): Comparison {
  if (wanted === undefined || wanted === live) return same;
  if (live !== undefined) return changed(setting, wanted, live, circumstances);
  // What is usual and told by nobody is so.
  return wanted === false || wanted === usual ? same : untold(setting);
}

/** A setting that differs, whether or not its words do. */
export function changed(
  setting: string,
  wanted: Text,
  live: Text,
  { replaces, hold }: Circumstances = {},
): Comparison {
  const change: Change = {
    setting,
    kind: live === false ? "add" : wanted === false ? "remove" : "change",
    ...(live !== false && { from: live }),
    ...(wanted !== false && { to: wanted }),
    ...(replaces !== undefined && { replaces }),
    ...(hold !== undefined && { hold }),
  };
  return { changes: [change], notes: [] };
}

export function untold(setting: string): Comparison {
  return noted(`${setting}: the target does not tell it, so it is left as it is`);
}

export function noted(note: string): Comparison {
  return { changes: [], notes: [note] };
}

export function together(comparisons: readonly Comparison[]): Comparison {
  return {
    changes: comparisons.flatMap(({ changes }) => changes),
    notes: comparisons.flatMap(({ notes }) => notes),
  };
}

export function isWithin(units: number, { min, max }: Units): boolean {
  return units >= min && units <= max;
}
