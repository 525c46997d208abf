import type { Result, Stats } from "../../engine/result.ts";
import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount, formatFigure, formatMs } from "../../output/units.ts";
import { wrapWords } from "../../output/wrap.ts";

type Latency = "p50" | "p95" | "p99" | "max";
type Service = "svc p50" | "svc p95" | "svc p99";
type Column = "ops" | "ops/s" | "items/s" | Latency | Service | "errors";
interface Layout {
  readonly shown: readonly Column[];
  /** Between two columns. */
  readonly gap: string;
}
type Redden = (text: string) => string;

const none = "–";
const closedUnit = "latency in ms";
const openUnit = "latency in ms, from the intended start; svc: service time";
const services: ReadonlyMap<Column, "p50" | "p95" | "p99"> = new Map([
  ["svc p50", "p50"],
  ["svc p95", "p95"],
  ["svc p99", "p99"],
]);
const everything: readonly Column[] = [
  "ops",
  "ops/s",
  "items/s",
  "p50",
  "p95",
  "p99",
  "max",
  "svc p50",
  "svc p95",
  "svc p99",
  "errors",
];
/** What goes first when a terminal is too narrow for everything. */
const dispensable: readonly Column[] = ["svc p95", "items/s", "svc p50", "max", "svc p99", "p99"];

/**
 * One row an operation and their total; items a second where operations move more than one, and
 * service times where a schedule makes latencies begin earlier. A table wider than `columns` moves closer together, then leaves out what matters least.
 */
export function measurementLines(result: Result, paint: Paint, columns: number): readonly string[] {
  const withItems = Object.values(result.operations).some(({ items, ok }) => items > ok);
  const isOpen = result.load.kind === "open";
  const unit = isOpen ? openUnit : closedUnit;
  const all = everything.filter(
    column => (withItems || column !== "items/s") && (isOpen || !services.has(column)),
  );
  // Colours take no room, so what fits is judged without them.
  const width = ({ shown, gap }: Layout) =>
    Math.max(...tableLines(result, shown, gap, asIs).map(line => line.length));
  const spare = dispensable.filter(column => all.includes(column));
  const narrow = spare.map((_, last) => without(all, spare.slice(0, last + 1)));
  const layouts = [{ shown: all, gap: "   " }, ...[all, ...narrow].map(close)];
  const layout = layouts.find(each => width(each) <= columns) ?? close(without(all, spare));
  const { shown, gap } = layout;
  const [header = "", ...rows] = tableLines(result, shown, gap, paint.red);
  const total = rows.pop() ?? "";
  const isOneLine = width(layout) + gap.length + unit.length <= columns;
  const end = isOneLine
    ? [`${total}${gap}${paint.dim(unit)}`]
    : [total, ...wrapWords(unit, columns).map(line => paint.dim(line))];
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
    case "svc p50":
    case "svc p95":
    case "svc p99":
      return stats.sent === 0 ? none : formatMs(stats.serviceMs[services.get(column) ?? "p50"]);
    default:
      return stats.sent === 0 ? none : formatMs(stats.latencyMs[column]);
  }
}

function asIs(text: string): string {
  return text;
}
