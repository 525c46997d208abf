import type { Result } from "../engine/result.ts";
import type { Paint } from "../output/paint.ts";
import { formatDuration } from "../output/units.ts";
import { generatorLines } from "./text/generator.ts";
import { measurementLines } from "./text/measurements.ts";
import { thresholdLines } from "./text/thresholds.ts";
import { troubleLines } from "./text/troubles.ts";

/**
 * A result for people: what was measured, what went wrong, what was asked of it, and how far to
 * trust it. Every line ends in a line break; what came from data is escaped.
 * @param columns of the terminal; a table that is wider leaves out what matters least
 */
export function reportText(
  result: Result,
  paint: Paint,
  columns: number = Number.POSITIVE_INFINITY,
): string {
  if (result.interrupted && result.total.sent === 0) {
    return `${paint.yellow("interrupted before anything was measured")}\n`;
  }
  const sections = [
    interruptionLines(result, paint),
    measurementLines(result, paint, columns),
    troubleLines(result, paint),
    [...thresholdLines(result.thresholds, paint), ...generatorLines(result, paint)],
  ];
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.map(line => `${line}\n`).join(""))
    .join("\n");
}

function interruptionLines(result: Result, paint: Paint): readonly string[] {
  if (result.interrupted === undefined) return [];
  const measured = formatDuration(result.elapsedSeconds * 1000);
  return [paint.yellow(`interrupted: these figures are of the first ${measured}`)];
}
