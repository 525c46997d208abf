import type { ThresholdResult } from "../../engine/result.ts";
import { escapeControl } from "../../output/escape.ts";
import { fitColumns } from "../../output/fit-columns.ts";
import type { Paint } from "../../output/paint.ts";
import { signColumns } from "../../output/wrap.ts";
import { actualText, shortfallText } from "../threshold-text.ts";

const aligns = ["left", "left", "left"] as const;

/**
 * One line a threshold: met or missed, the actual value, and by how much it missed. More than one
 * where that is wider than `columns`.
 */
export function thresholdLines(
  thresholds: readonly ThresholdResult[],
  paint: Paint,
  columns: number,
): readonly string[] {
  const rows = thresholds.map(threshold => [
    escapeControl(threshold.expression),
    actualText(threshold),
    shortfallText(threshold),
  ]);
  return fitColumns(rows, aligns, columns - signColumns, "    ").flatMap(
    ([first = "", ...others], position) => {
      const rest = others.map(line => " ".repeat(signColumns) + line);
      if (thresholds[position]?.ok === true) return [`${paint.green("✔")} ${first}`, ...rest];
      return [`✘ ${first}`, ...rest].map(line => paint.red(line));
    },
  );
}
