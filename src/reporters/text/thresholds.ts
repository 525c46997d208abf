import type { ThresholdResult } from "../../engine/result.ts";
import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { actualText, shortfallText } from "../threshold-text.ts";

/** One line a threshold: met or missed, the actual value, and by how much it missed. */
export function thresholdLines(
  thresholds: readonly ThresholdResult[],
  paint: Paint,
): readonly string[] {
  const rows = thresholds.map(threshold => [
    escapeControl(threshold.expression),
    actualText(threshold),
    shortfallText(threshold),
  ]);
  return alignColumns(rows, ["left", "left", "left"], "    ").map((line, position) =>
    thresholds[position]?.ok === true ? `${paint.green("✔")} ${line}` : paint.red(`✘ ${line}`),
  );
}
