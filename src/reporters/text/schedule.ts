import type { Result } from "../../engine/result.ts";
import type { Paint } from "../../output/paint.ts";
import {
  counted,
  formatCount,
  formatFigure,
  formatPercent,
  formatRate,
} from "../../output/units.ts";

/** How an open loop kept to its schedule; nothing of a closed one. */
export function scheduleLines({ load, total, generator }: Result, paint: Paint): readonly string[] {
  if (load.kind === "closed") return [];
  const arrivals = total.sent + load.unsent;
  const parts = [
    `scheduled ${load.rate === null ? "" : formatRate(load.rate)}`.trimEnd(),
    `${counted(arrivals, "arrival")}${load.arrivals === "poisson" ? " (Poisson)" : ""}`,
    `${formatCount(load.queued)} queued${shareText(load.queued, arrivals)}`,
  ];
  const lag = generator.scheduleLagP99Ms;
  if (lag !== null) parts.push(`schedule lag p99 ${formatFigure(lag)} ms`);
  const line = `  ${parts.join(" · ")}`;
  if (load.unsent === 0) return [line];
  return [
    line,
    paint.yellow(
      `⚠ ${counted(load.unsent, "operation")} never sent${shareText(load.unsent, arrivals)}: ` +
        "their time came, and no place was free",
    ),
    paint.yellow(
      `  the target did not keep up with the schedule, or ${formatCount(load.concurrency)} in flight are too few for it`,
    ),
  ];
}

function shareText(count: number, of: number): string {
  return count === 0 || of === 0 ? "" : ` (${formatPercent(count / of)})`;
}
