import type { LoadReport, Result, TimelineRow } from "../../engine/result.ts";
import { formatCount, formatMs, formatRate } from "../../output/units.ts";
import { type Chart, chartFigure, type Series } from "./chart.ts";
import { html, type Markup } from "./markup.ts";

/** A shorter part of a second, at the end of a run, says little of its rate. */
const leastSeconds = 0.5;

interface Plotted {
  readonly chart: Chart;
  readonly title: string;
  readonly said: string;
  readonly note: string;
}

/** How a run went second by second: throughput, latency, and what went wrong where something did. */
export function timelineCharts(result: Result, prefix: string): readonly Plotted[] {
  const rows = wholeRows(result);
  if (rows.length < 2) return [];
  return [throughput(result, rows, prefix), latency(rows, prefix), troubles(rows, prefix)].flatMap(
    plotted => plotted ?? [],
  );
}

export function timelineFigures(plotted: readonly Plotted[]): Markup {
  return html`<div class="pair">${plotted.map(({ chart, title, said, note }) =>
    chartFigure(chart, title, `${title}: ${said}`, note),
  )}</div>`;
}

function wholeRows({ timeline, elapsedSeconds }: Result): readonly TimelineRow[] {
  return timeline.filter(({ second }) => lengthOf(second, elapsedSeconds) >= leastSeconds);
}

function lengthOf(second: number, elapsedSeconds: number): number {
  return Math.min(1, elapsedSeconds - (second - 1));
}

function throughput(
  { elapsedSeconds, load }: Result,
  rows: readonly TimelineRow[],
  prefix: string,
): Plotted {
  const rates = rows.map(({ ok, second }) => Math.round(ok / lengthOf(second, elapsedSeconds)));
  const ok: Series = { name: "ok", color: 0, values: rates };
  const series =
    load.kind === "closed"
      ? [ok]
      : [ok, { ...scheduled(load, rows), color: "ink" as const, dashed: true as const }];
  return {
    chart: { ...base(rows), id: `${prefix}-throughput`, unit: "perSecond", series },
    title: "Throughput",
    said: `from ${formatRate(Math.min(...rates))} to ${formatRate(Math.max(...rates))}`,
    note: "operations a second that ended ok",
  };
}

/** The rate that was asked for in the middle of each second. */
function scheduled({ stages, rate }: LoadReport, rows: readonly TimelineRow[]) {
  const at = (time: number) => {
    let start = 0;
    let before = 0;
    for (const { ratePerSecond, seconds, ramp } of stages) {
      const length = seconds ?? Number.POSITIVE_INFINITY;
      if (time < start + length) {
        return ramp ? before + (ratePerSecond - before) * ((time - start) / length) : ratePerSecond;
      }
      start += length;
      before = ratePerSecond;
    }
    return stages.length === 0 ? rate : null;
  };
  return { name: "scheduled", values: rows.map(({ second }) => at(second - 0.5)) };
}

function latency(rows: readonly TimelineRow[], prefix: string): Plotted {
  const measured = (ms: number, { ok, failed, unknown }: TimelineRow) =>
    ok + failed + unknown === 0 ? null : ms;
  const p95 = rows.map(row => row.p95);
  return {
    chart: {
      ...base(rows),
      id: `${prefix}-latency`,
      unit: "ms",
      series: [
        { name: "p50", color: 2, values: rows.map(row => measured(row.p50, row)) },
        { name: "p95", color: 1, values: rows.map(row => measured(row.p95, row)) },
        { name: "p99", color: 3, values: rows.map(row => measured(row.p99, row)) },
      ],
    },
    title: "Latency over time",
    said: `p95 from ${formatMs(Math.min(...p95))} to ${formatMs(Math.max(...p95))} ms`,
    note: "ms",
  };
}

function troubles(rows: readonly TimelineRow[], prefix: string): Plotted | undefined {
  const kinds = [
    { name: "failed", color: 4, values: rows.map(({ failed }) => failed) },
    { name: "unknown", color: 3, values: rows.map(({ unknown }) => unknown) },
    { name: "throttled attempts", color: 1, values: rows.map(({ throttled }) => throttled) },
  ];
  const sums = kinds.map(({ values }) => values.reduce((sum, each) => sum + each, 0));
  const series = kinds.filter((_, at) => sums[at] !== 0);
  if (series.length === 0) return undefined;
  const said = kinds.map(({ name }, at) => `${formatCount(sums[at] ?? 0)} ${name}`).join(", ");
  return {
    chart: { ...base(rows), id: `${prefix}-troubles`, unit: "count", series },
    title: "Errors and throttles over time",
    said,
    note: "in each second",
  };
}

function base(rows: readonly TimelineRow[]) {
  return { x: "seconds" as const, xs: rows.map(({ second }) => second) };
}
