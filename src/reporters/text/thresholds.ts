import type { ThresholdResult } from "../../engine/result.ts";
import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount, formatFigure, formatPercent, formatRate } from "../../output/units.ts";

/** One line a threshold: met or missed, the actual value, and by how much it missed. */
export function thresholdLines(
  thresholds: readonly ThresholdResult[],
  paint: Paint,
): readonly string[] {
  const rows = thresholds.map(threshold => [
    escapeControl(threshold.expression),
    threshold.actual === null ? "nothing was measured" : format(threshold, threshold.actual),
    shortfall(threshold),
  ]);
  return alignColumns(rows, ["left", "left", "left"], "    ").map((line, position) =>
    thresholds[position]?.ok === true ? `${paint.green("✔")} ${line}` : paint.red(`✘ ${line}`),
  );
}

function shortfall({ ok, actual, limit, ...threshold }: ThresholdResult): string {
  if (ok || actual === null) return "";
  if (actual === limit) return "is the limit itself";
  const distance = format(threshold, Math.abs(actual - limit));
  return actual > limit ? `${distance} too much` : `${distance} too little`;
}

function format({ unit }: Pick<ThresholdResult, "unit">, value: number): string {
  switch (unit) {
    case "ms":
      return `${formatFigure(value)} ms`;
    case "perSecond":
      return formatRate(value);
    case "share":
      return formatPercent(value);
    case "count":
      return formatCount(value);
  }
}
