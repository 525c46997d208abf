import type { Result, Stats } from "../../engine/result.ts";
import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount, formatFigure, formatMs } from "../../output/units.ts";

type Column = "ops" | "ops/s" | "items/s" | "p50" | "p95" | "p99" | "max" | "errors";
interface Layout {
  readonly shown: readonly Column[];
  /** Between two columns. */
  readonly gap: string;
}
type Redden = (text: string) => string;

const none = "–";
const unit = "latency in ms";
const everything: readonly Column[] = [
  "ops",
  "ops/s",
  "items/s",
  "p50",
  "p95",
  "p99",
  "max",
  "errors",
];
/** What goes first when a terminal is too narrow for everything. */
const dispensable: readonly Column[] = ["items/s", "max", "p99"];

/**
 * One row an operation and their total; items a second where operations move more than one. A table
 * wider than `columns` moves closer together, then leaves out what matters least.
 */
export function measurementLines(result: Result, paint: Paint, columns: number): readonly string[] {
  const withItems = Object.values(result.operations).some(({ items, ok }) => items > ok);
  const all = withItems ? everything : everything.filter(column => column !== "items/s");
  // Colours take no room, so what fits is judged without them.
  const width = ({ shown, gap }: Layout) =>
    Math.max(...tableLines(result, shown, gap, asIs).map(line => line.length));
  const narrow = dispensable.map((_, last) => without(all, dispensable.slice(0, last + 1)));
  const layouts = [{ shown: all, gap: "   " }, ...[all, ...narrow].map(close)];
  const layout = layouts.find(each => width(each) <= columns) ?? close(without(all, dispensable));
  const { shown, gap } = layout;
  const [header = "", ...rows] = tableLines(result, shown, gap, paint.red);
  const total = rows.pop() ?? "";
  const isOneLine = width(layout) + gap.length + unit.length <= columns;
  const end = isOneLine ? [`${total}${gap}${paint.dim(unit)}`] : [total, paint.dim(unit)];
  return [paint.dim(header), ...rows, ...end];
}

function close(shown: readonly Column[]): Layout {
  return { shown, gap: "  " };
}

function without(columns: readonly Column[], gone: readonly Column[]): readonly Column[] {
  return columns.filter(column => !gone.includes(column));
}

function tableLines(
  { operations, total }: Result,
  shown: readonly Column[],
  gap: string,
  redden: Redden,
): readonly string[] {
  const row = (name: string, stats: Stats) => [
    escapeControl(name),
    ...shown.map(column => cell(column, stats, redden)),
  ];
  const rows = [
    ["operation", ...shown],
    ...Object.entries(operations).map(([name, stats]) => row(name, stats)),
    row("total", total),
  ];
  return alignColumns(rows, ["left", ...shown.map(() => "right" as const)], gap);
}

function cell(column: Column, stats: Stats, redden: Redden): string {
  switch (column) {
    case "ops":
      return formatCount(stats.sent);
    case "ops/s":
      return formatFigure(stats.throughput);
    case "items/s":
      return formatFigure(stats.itemThroughput);
    case "errors": {
      const errors = stats.failed + stats.unknown;
      return errors === 0 ? none : redden(formatCount(errors));
    }
    default:
      return stats.sent === 0 ? none : formatMs(stats.latencyMs[column]);
  }
}

function asIs(text: string): string {
  return text;
}
