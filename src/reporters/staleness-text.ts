import type { Staleness } from "../engine/result.ts";
import { formatCount, formatMs, formatPercent } from "../output/units.ts";

/** `12 of 4,201 (0.3 %) · fresh after p50 1.2  p95 4.0  p99 8.1 ms` */
export function stalenessText({ reads, stale, ms }: Staleness): string {
  const share = formatPercent(reads === 0 ? 0 : stale / reads);
  const points = (["p50", "p95", "p99"] as const).map(point => `${point} ${formatMs(ms[point])}`);
  return `${formatCount(stale)} of ${formatCount(reads)} (${share}) · fresh after ${points.join("  ")} ms`;
}
