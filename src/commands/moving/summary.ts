import type { Moved } from "../../data/transfer/move.ts";
import { counted, formatCount, formatDuration, formatRate } from "../../output/units.ts";

/** What a summary document tells of items that went into a table. */
export function summaryMembers(moved: Moved, deadLetter: string) {
  const { counts, elapsedMs } = moved;
  return {
    ...counts,
    seconds: Math.round(elapsedMs) / 1000,
    itemsPerSecond: Math.round(perSecond(moved)),
    deadLetter: counts.rejected === 0 ? null : deadLetter,
  };
}

/**
 * The same for people: `20 items written into Orders in 1.2 s (17/s); 3 were there already`.
 * @param where such as `written into Orders`
 */
export function summaryText(moved: Moved, where: string): string {
  const { written, unchanged, skipped } = moved.counts;
  const took = `in ${formatDuration(moved.elapsedMs)} (${formatRate(perSecond(moved))})`;
  const parts = [`${counted(written, "item")} ${where} ${took}`];
  if (unchanged > 0) parts.push(`${formatCount(unchanged)} were there already`);
  if (skipped > 0) parts.push(`${formatCount(skipped)} others were left as they are`);
  return parts.join("; ");
}

/** How to go on with one that did not come to its end. */
export function goOnText(isSaved: boolean): string {
  return isSaved
    ? "Go on with the same command."
    : "The same command starts over; with --checkpoint FILE it could go on.";
}

/** `2 of 40 items were not stored` */
export function notStoredText({ counts: { read, rejected } }: Moved, noun: string): string {
  const were = rejected === 1 ? "was" : "were";
  return `${formatCount(rejected)} of ${counted(read, noun)} ${were} not stored`;
}

function perSecond({ settled, elapsedMs }: Moved): number {
  return elapsedMs > 0 ? (settled * 1000) / elapsedMs : 0;
}
