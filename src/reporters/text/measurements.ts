import type { Result, Stats } from "../../engine/result.ts";
import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount, formatFigure, formatMs } from "../../output/units.ts";

const none = "–";

/** One row an operation and their total; items a second where operations move more than one. */
export function measurementLines(result: Result, paint: Paint): readonly string[] {
  const withItems = Object.values(result.operations).some(({ items, ok }) => items > ok);
  const itemColumn = withItems ? ["items/s"] : [];
  const head = ["ops", "ops/s", ...itemColumn, "p50", "p95", "p99", "max", "errors"];
  const row = (name: string, stats: Stats) => [
    escapeControl(name),
    formatCount(stats.sent),
    formatFigure(stats.throughput),
    ...(withItems ? [formatFigure(stats.itemThroughput)] : []),
    ...(["p50", "p95", "p99", "max"] as const).map(point =>
      stats.sent === 0 ? none : formatMs(stats.latencyMs[point]),
    ),
    errorCell(stats, paint),
  ];
  const rows = [
    ["operation", ...head],
    ...Object.entries(result.operations).map(([name, stats]) => row(name, stats)),
    [...row("total", result.total), paint.dim("latency in ms")],
  ];
  const [header = "", ...lines] = alignColumns(
    rows,
    ["left", ...head.map(() => "right" as const)],
    "   ",
  );
  return [paint.dim(header), ...lines];
}

function errorCell(stats: Stats, paint: Paint): string {
  const errors = stats.failed + stats.unknown;
  return errors === 0 ? none : paint.red(formatCount(errors));
}
