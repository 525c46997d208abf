import type { ItemTrailer } from "../../output/items.ts";
import { formatCount } from "../../output/units.ts";

/** What stands under a table: `3 items · 0.5 read units · next page: --token …`. */
export function footerText(trailer: ItemTrailer, isFiltered: boolean, total?: Total): string {
  const { consumedCapacity, nextToken } = trailer;
  const parts = [countingText(trailer, isFiltered, total)];
  const besides = total?.units ? `, and ${unitsText(total.units)} to count all` : "";
  if (consumedCapacity !== null) parts.push(unitsText(consumedCapacity) + besides);
  if (nextToken !== null) parts.push(`next page: --token ${nextToken}`);
  return parts.join(" · ");
}

/** How many there are in all. */
export interface Total {
  readonly count: number;
  /** Whether they are all counted: not where a bound stopped it. */
  readonly isWhole: boolean;
  /** Read units that counting them took besides; null where nobody tells. */
  readonly units: number | null;
}

/** What a total adds to a stream: `of 20,000 in all · 317.5 read units to count` */
export function totalText(total: Total): string {
  return `${allText(total)}${total.units ? ` · ${unitsText(total.units)} to count` : ""}`;
}

function allText({ count, isWhole }: Total): string {
  return `of ${isWhole ? "" : "at least "}${formatCount(count)} in all`;
}

/** What follows a stream that did not come to its end. */
export function moreText({ count, nextToken }: ItemTrailer, remark: string): string {
  return `more: --token ${nextToken}  (after ${itemsText(count)}; ${remark})`;
}

export function itemsText(count: number): string {
  if (count === 0) return "no items";
  return count === 1 ? "1 item" : `${formatCount(count)} items`;
}

/** Capacity comes in halves. */
export function unitsText(units: number): string {
  const half = Number.isInteger(units) ? "" : (units % 1).toFixed(1).slice(1);
  return `${formatCount(Math.trunc(units))}${half} read ${units === 1 ? "unit" : "units"}`;
}

/** How far a reading has come; with a filter, also what was read to find so much. */
export function countingText(
  { count, scannedCount }: Pick<ItemTrailer, "count" | "scannedCount">,
  isFiltered: boolean,
  total?: Total,
): string {
  const read = isFiltered ? `${formatCount(scannedCount)} read` : "";
  if (total) return [`${itemsText(count)} ${allText(total)}`, ...(read ? [read] : [])].join(" · ");
  return itemsText(count) + (read && ` of ${read}`);
}
