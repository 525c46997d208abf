import type { Result } from "../../engine/result.ts";
import type { Paint } from "../../output/paint.ts";
import {
  counted,
  formatCount,
  formatFigure,
  formatPercent,
  formatRate,
} from "../../output/units.ts";
import { wrapWords } from "../../output/wrap.ts";
import { stageTexts } from "../load-text.ts";

/** How an open loop kept to its schedule; nothing of a closed one. */
export function scheduleLines(
  { load, total, generator }: Result,
  paint: Paint,
  columns: number,
): readonly string[] {
  if (load.kind === "closed") return [];
  const arrivals = total.sent + load.unsent;
  const average = stageTexts(load).length > 0 ? " on average" : "";
  const parts = [
    `scheduled${load.rate === null ? "" : ` ${formatRate(load.rate)}${average}`}`,
    `${counted(arrivals, "arrival")}${load.arrivals === "poisson" ? " (Poisson)" : ""}`,
    `${formatCount(load.queued)} queued${shareText(load.queued, arrivals)}`,
  ];
  const lag = generator.scheduleLagP99Ms;
  // Only of those that found a free place is there a lag.
  if (arrivals > 0) {
    parts.push(`schedule lag p99 ${lag === null ? "–" : `${formatFigure(lag)} ms`}`);
  }
  const lines = wrapWords(parts.join(" · "), columns - 2).map(line => `  ${line}`);
  if (load.unsent === 0) return lines;
  const share = shareText(load.unsent, arrivals);
  const inFlight = `${formatCount(load.concurrency)} in flight`;
  const [first = "", ...rest] = [
    `${counted(load.unsent, "operation")} never sent${share}: their time came, and no place was free`,
    `the target did not keep up with the schedule, or ${inFlight} are too few for it`,
  ].flatMap(text => wrapWords(text, columns - 2));
  return [
    ...lines,
    ...[`⚠ ${first}`, ...rest.map(line => `  ${line}`)].map(line => paint.yellow(line)),
  ];
}

function shareText(count: number, of: number): string {
  return count === 0 || of === 0 ? "" : ` (${formatPercent(count / of)})`;
}
