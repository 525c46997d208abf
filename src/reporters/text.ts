import type { Result } from "../engine/result.ts";
import { escapeControl } from "../output/escape.ts";
import type { Paint } from "../output/paint.ts";
import { formatDuration } from "../output/units.ts";
import { wrapWords } from "../output/wrap.ts";
import { capacityLines } from "./text/capacity.ts";
import { checkLines } from "./text/checks.ts";
import { generatorLines } from "./text/generator.ts";
import { measurementLines } from "./text/measurements.ts";
import { partLines } from "./text/parts.ts";
import { referenceLines } from "./text/references.ts";
import { scheduleLines } from "./text/schedule.ts";
import { stalenessLines } from "./text/staleness.ts";
import { thresholdLines } from "./text/thresholds.ts";
import { troubleLines } from "./text/troubles.ts";

/**
 * A result for people: what was measured, what went wrong, what was asked of it, and how far to
 * trust it. Every line ends in a line break; what came from data is escaped.
 * @param columns of the terminal; a table that is wider leaves out what matters least, and text is
 * broken into lines
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
    earlyEndLines(result, paint, columns),
    [...measurementLines(result, paint, columns), ...scheduleLines(result, paint, columns)],
    [
      ...troubleLines(result, paint, columns),
      ...stalenessLines(result, columns),
      ...capacityLines(result, columns),
    ],
    referenceLines(result, paint, columns),
    [
      ...thresholdLines(result.thresholds, paint, columns),
      ...checkLines(result.checks, paint, columns),
      ...generatorLines(result, paint, columns),
      ...partLines(result, paint, columns),
    ],
  ];
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.map(line => `${line}\n`).join(""))
    .join("\n");
}

/** Why a run is shorter than it was meant to be. */
function earlyEndLines(result: Result, paint: Paint, columns: number): readonly string[] {
  const { interrupted, aborted, elapsedSeconds } = result;
  const measured = `these figures are of the first ${formatDuration(elapsedSeconds * 1000)}`;
  if (interrupted) {
    return wrapWords(`interrupted: ${measured}`, columns).map(line => paint.yellow(line));
  }
  if (aborted === undefined) return [];
  const said = `stopped, as ${escapeControl(aborted)} was missed: ${measured}`;
  return wrapWords(said, columns).map(line => paint.red(line));
}
