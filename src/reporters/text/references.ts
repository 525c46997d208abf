import type { Result } from "../../engine/result.ts";
import { escapeControl } from "../../output/escape.ts";
import { fitColumns } from "../../output/fit-columns.ts";
import type { Paint } from "../../output/paint.ts";
import { comparisons, figureText, metricText, ratioText } from "../references.ts";

const header = ["operation", "figure", "measured", "reference", "ratio"];

/** What was measured beside the figures that the scenario has from another source. */
export function referenceLines(result: Result, paint: Paint, columns: number): readonly string[] {
  const rows = comparisons(result).map(comparison => [
    escapeControl(comparison.operation),
    metricText(comparison.metric),
    figureText(comparison, comparison.measured),
    figureText(comparison, comparison.reference),
    ratioText(comparison),
  ]);
  if (rows.length === 0) return [];
  const aligns = ["left", "left", "right", "right", "right"] as const;
  const [title = [], ...lines] = fitColumns([header, ...rows], aligns, columns, "   ");
  return [...title.map(line => paint.dim(line)), ...lines.flat()];
}
