import type { Result } from "../../engine/result.ts";
import { escapeControl } from "../../output/escape.ts";
import { fitColumns } from "../../output/fit-columns.ts";
import type { Paint } from "../../output/paint.ts";
import { counted, formatCount } from "../../output/units.ts";
import { wrapWords } from "../../output/wrap.ts";

const mostRows = 10;

/**
 * Errors by code, throttled attempts by reason, conflicts and restarts, each with the operations that
 * met them.
 */
export function troubleLines(result: Result, paint: Paint, columns: number): readonly string[] {
  const rows = [
    ...kindRows("errors", result),
    ...kindRows("throttles", result),
    ...countRows("conflicts", "between transactions", result),
    ...countRows("restarts", "of flows, as a condition did not hold", result),
  ];
  const lines = fitColumns(rows, ["left", "right", "left", "left"], columns).flat();
  const { unknown } = result.total;
  if (unknown === 0) return lines;
  const operations = counted(unknown, "operation");
  const said = `${operations} ended unknown: what they wrote may or may not have been stored`;
  return [...lines, ...wrapWords(said, columns).map(line => paint.yellow(line))];
}

function kindRows(kind: "errors" | "throttles", result: Result): readonly (readonly string[])[] {
  const counts = Object.entries(result.total[kind]);
  const title = kind === "errors" ? "errors" : "throttled";
  const rows = counts.slice(0, mostRows).map(([name, times], position) => {
    const where = Object.entries(result.operations)
      .filter(([, stats]) => Object.hasOwn(stats[kind], name))
      .map(([operation]) => escapeControl(operation));
    return [position === 0 ? title : "", formatCount(times), escapeControl(name), where.join(", ")];
  });
  const rest = counts.slice(mostRows);
  if (rest.length === 0) return rows;
  const times = rest.reduce((sum, [, each]) => sum + each, 0);
  return [...rows, ["", formatCount(times), `${formatCount(rest.length)} other kinds (-o json)`]];
}

function countRows(
  kind: "conflicts" | "restarts",
  what: string,
  { total, operations }: Result,
): readonly (readonly string[])[] {
  if (total[kind] === 0) return [];
  const where = Object.entries(operations)
    .filter(([, stats]) => stats[kind] > 0)
    .map(([operation]) => escapeControl(operation));
  return [[kind, formatCount(total[kind]), what, where.join(", ")]];
}
