import type { SeedProgress } from "../data/seed.ts";
import { formatCount, formatDuration, formatRate } from "../output/units.ts";

/** How seeding goes, in one line: `12,400 of 20,000 items · 14,310/s · 1 s left`. */
export function seedingLine({ written, rejected, total, elapsedMs }: SeedProgress): string {
  const done = written + rejected;
  const parts = [`${formatCount(written)} of ${formatCount(total)} items`];
  if (rejected > 0) parts.push(`${formatCount(rejected)} rejected`);
  if (done > 0 && elapsedMs > 0) {
    parts.push(formatRate(itemsPerSecond(done, elapsedMs)));
    const leftSeconds = ((total - done) * elapsedMs) / done / 1000;
    parts.push(`${formatDuration(Math.ceil(leftSeconds) * 1000)} left`);
  }
  return parts.join(" · ");
}

/** How long writing took, and how fast it went: `1.4 s (14,280 items/s)`. */
export function seededIn(written: number, elapsedMs: number): string {
  return `${formatDuration(elapsedMs)} (${formatCount(itemsPerSecond(written, elapsedMs))} items/s)`;
}

/** 0 when no time has passed. */
export function itemsPerSecond(items: number, elapsedMs: number): number {
  return elapsedMs > 0 ? (items * 1000) / elapsedMs : 0;
}
