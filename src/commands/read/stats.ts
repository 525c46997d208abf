import { indexHint } from "../../data/index-hint.ts";
import type { Reading } from "../../data/read-request.ts";
import type { KeyedTable } from "../../data/table-keys.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted, formatCount, formatDuration, formatPercent } from "../../output/units.ts";
import { unitsText } from "./footer.ts";
import type { Sight } from "./sight.ts";

/** What a reading took, as documents have it. */
export interface Stats {
  readonly pages: number;
  readonly evaluated: number;
  readonly returned: number;
  /** The share of what was evaluated that a filter threw away. */
  readonly discarded: number;
  readonly consumedCapacity: { readonly total: number; readonly by: Record<string, number> };
  /** Of the readings; what tells about the table is not counted. */
  readonly requests: number;
  readonly retries: number;
  /** By reason. */
  readonly throttles: Record<string, number>;
  readonly elapsedMs: number;
  readonly hint: string | null;
}

/** Where a filter leaves less than this of at least so many items, a key would have been better. */
const badShare = 0.75;
const leastJudged = 100;

export function statsOf(
  sight: Sight,
  reading: Reading,
  table: KeyedTable,
  elapsedMs: number,
): Stats {
  const { pages, evaluated, returned, units, requests, retries } = sight;
  // Without a filter nothing is thrown away: some emulators evaluate an item more than they give.
  const discarded =
    reading.filter === undefined || evaluated === 0 ? 0 : (evaluated - returned) / evaluated;
  const isBad = discarded >= badShare && evaluated >= leastJudged;
  return {
    pages,
    evaluated,
    returned,
    discarded: Math.round(discarded * 10_000) / 10_000,
    consumedCapacity: { total: units, by: Object.fromEntries(sight.unitsByPart) },
    requests,
    retries,
    throttles: Object.fromEntries(sight.throttles),
    elapsedMs: Math.round(elapsedMs),
    hint: (isBad && indexHint(reading, table)) || null,
  };
}

/** `3 pages · 20,000 evaluated · 2,165 returned · 317.5 read units · 1.2 s`, and what to do about it. */
export function statsText(stats: Stats): string {
  const { pages, evaluated, returned, discarded, retries, elapsedMs, hint } = stats;
  const { total, by } = stats.consumedCapacity;
  const parts = Object.entries(by).map(
    ([name, units]) => `${escapeControl(name)} ${formatUnits(units)}`,
  );
  const throttles = Object.entries(stats.throttles).map(
    ([reason, count]) => `throttled ${counted(count, "time")} by ${escapeControl(reason)}`,
  );
  const line = [
    counted(pages, "page"),
    `${formatCount(evaluated)} evaluated`,
    `${formatCount(returned)} returned`,
    unitsText(total) + (parts.length > 0 ? ` (${parts.join(", ")})` : ""),
    ...(retries > 0 ? [retries === 1 ? "1 retry" : `${formatCount(retries)} retries`] : []),
    ...throttles,
    formatDuration(elapsedMs),
  ].join(" · ");
  if (discarded === 0) return line;
  const remedy = hint === null ? "" : `: ${escapeControl(hint)}`;
  return `${line}\nthe filter threw away ${formatPercent(discarded)} of what was read${remedy}`;
}

function formatUnits(units: number): string {
  return unitsText(units).replace(/ .*/, "");
}
