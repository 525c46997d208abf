import type { Result, Stats } from "../../engine/result.ts";
import { formatCount, formatFigure, formatMs } from "../../output/units.ts";
import { type Content, html, type Markup, nothing } from "./markup.ts";
import { narrowTable, number, table, text } from "./table.ts";

const none = "–";

interface Figure {
  readonly title: string;
  readonly cell: (stats: Stats) => Content;
  /** Shown only when it says something of any operation. */
  readonly when?: (stats: Stats) => boolean;
}

const latency = (title: string, read: (stats: Stats) => number): Figure => ({
  title,
  cell: stats => (stats.sent === 0 ? none : formatMs(read(stats))),
});

const figures: readonly Figure[] = [
  { title: "ops", cell: ({ sent }) => formatCount(sent) },
  { title: "ops/s", cell: ({ throughput }) => formatFigure(throughput) },
  {
    title: "items/s",
    cell: ({ itemThroughput }) => formatFigure(itemThroughput),
    when: ({ items, ok }) => items > ok,
  },
  latency("p50", ({ latencyMs }) => latencyMs.p50),
  latency("p95", ({ latencyMs }) => latencyMs.p95),
  latency("p99", ({ latencyMs }) => latencyMs.p99),
  latency("p99.9", ({ latencyMs }) => latencyMs.p999),
  latency("max", ({ latencyMs }) => latencyMs.max),
  { title: "failed", cell: ({ failed }) => bad(failed) },
  { title: "unknown", cell: ({ unknown }) => bad(unknown), when: ({ unknown }) => unknown > 0 },
  counted("retries", ({ retries }) => retries),
  counted("throttled", ({ throttled }) => throttled),
  counted("conflicts", ({ conflicts }) => conflicts),
  counted("restarts", ({ restarts }) => restarts),
];

function counted(title: string, read: (stats: Stats) => number): Figure {
  return {
    title,
    cell: stats => (read(stats) === 0 ? none : formatCount(read(stats))),
    when: stats => read(stats) > 0,
  };
}

function bad(count: number): Content {
  return count === 0 ? none : html`<span class="bad">${formatCount(count)}</span>`;
}

/** One row an operation and their total. */
export function operationTable({ operations, total }: Result): Markup {
  const all = [...Object.values(operations), total];
  const shown = figures.filter(({ when }) => when === undefined || all.some(when));
  const cells = (stats: Stats) => shown.map(({ cell }) => cell(stats));
  return table(
    "Operations",
    [text("operation"), ...shown.map(({ title }) => number(title))],
    [
      ...Object.entries(operations).map(([name, stats]) => ({ cells: [name, ...cells(stats)] })),
      { cells: ["total", ...cells(total)], className: "total" },
    ],
  );
}

/** Consumed units by table and index, their sum last. */
export function capacityTable({ total, elapsedSeconds }: Result): Markup {
  const { resources, read, write } = total.capacity;
  if (read === 0 && write === 0) return nothing;
  const perSecond = (units: number) => (elapsedSeconds > 0 ? units / elapsedSeconds : 0);
  const row = (name: string, units: { readonly read: number; readonly write: number }) => ({
    cells: [
      name,
      formatFigure(units.read),
      formatFigure(perSecond(units.read)),
      formatFigure(units.write),
      formatFigure(perSecond(units.write)),
    ],
  });
  return narrowTable(
    "Consumed capacity",
    [text("table or index"), ...["read units", "a second", "write units", "a second"].map(number)],
    [
      ...Object.entries(resources).map(([name, units]) => row(name, units)),
      { ...row("total", { read, write }), className: "total" },
    ],
  );
}
