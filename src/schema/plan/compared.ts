import type { Units } from "../schema.ts";
import type { Change } from "./plan.ts";

/** What differs, and what cannot be told. */
export interface Comparison {
  readonly changes: readonly Change[];
  /** In words. */
  readonly notes: readonly string[];
}

/**
 * One setting, in words: absent as wanted, it is not managed; absent as told, the target does not
 * tell it, which is no difference.
 */
export function compared(
  setting: string,
  wanted: string | undefined,
  live: string | undefined,
  { replaces, hold }: { replaces?: string | undefined; hold?: string | undefined } = {},
): Comparison {
  if (wanted === undefined || wanted === live) return { changes: [], notes: [] };
  if (live === undefined) {
    // What is off by default and told by nobody is off.
    return { changes: [], notes: wanted === "off" ? [] : [untold(setting)] };
  }
  const change: Change = {
    setting,
    kind: live === "off" ? "add" : wanted === "off" ? "remove" : "change",
    ...(live !== "off" && { from: live }),
    ...(wanted !== "off" && { to: wanted }),
    ...(replaces !== undefined && { replaces }),
    ...(hold !== undefined && { hold }),
  };
  return { changes: [change], notes: [] };
}

export function untold(setting: string): string {
  return `${setting}: the target does not tell it, so it is left as it is`;
}

export function isWithin(units: number, { min, max }: Units): boolean {
  return units >= min && units <= max;
}
