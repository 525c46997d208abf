import type { ThresholdResult } from "../engine/result.ts";
import { formatCount, formatFigure, formatPercent, formatRate } from "../output/units.ts";

/** What was measured of a threshold, with its unit. */
export function actualText(threshold: ThresholdResult): string {
  const { actual } = threshold;
  return actual === null ? "nothing was measured" : valueText(threshold, actual);
}

/** By how much a threshold was missed; empty when it was met or nothing was measured. */
export function shortfallText(threshold: ThresholdResult): string {
  const { ok, actual, limit } = threshold;
  if (ok || actual === null) return "";
  if (actual === limit) return "is the limit itself";
  const distance = valueText(threshold, Math.abs(actual - limit));
  return actual > limit ? `${distance} too much` : `${distance} too little`;
}

function valueText({ unit }: Pick<ThresholdResult, "unit">, value: number): string {
  switch (unit) {
    case "ms":
      return `${formatFigure(value)} ms`;
    case "perSecond":
      return formatRate(value);
    case "share":
      return formatPercent(value);
    case "count":
      return formatCount(value);
    default:
      return unit satisfies never;
  }
}
