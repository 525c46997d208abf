import type { LoadReport, Result, TimelineRow } from "../../engine/result.ts";
import { roundFigure } from "../../engine/round.ts";
import { formatCount, formatMs, formatRate } from "../../output/units.ts";
import { shareOfRates } from "../load-text.ts";
import { rowSeconds } from "../row-seconds.ts";
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
  const own = [throughput(result, rows, prefix), latency(rows, prefix)];
  return [...own, ...troubles(rows, prefix)];
}

export function timelineFigures(plotted: readonly Plotted[]): Markup {
  return html`<div class="pair">${plotted.map(({ chart, title, said, note }) =>
    chartFigure(chart, title, `${title}: ${said}`, note),
  )}</div>`;
}

/** Rows that last long enough to say something of a rate. */
export function wholeRows(result: Result): readonly TimelineRow[] {
  return result.timeline.filter(row => rowSeconds(row, result) >= leastSeconds);
}

function throughput(result: Result, rows: readonly TimelineRow[], prefix: string): Plotted {
  const { load } = result;
  const rates = rows.map(row => Math.round(row.ok / rowSeconds(row, result)));
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

/** The rate that was asked for in the middle of each row. */
function scheduled(load: LoadReport, rows: readonly TimelineRow[]) {
  const { stages, rate } = load;
  const share = shareOfRates(load);
  const at = (time: number) => {
    let start = 0;
    let before = 0;
    for (const { ratePerSecond, seconds, ramp } of stages) {
      const length = seconds ?? Number.POSITIVE_INFINITY;
      if (time < start + length) {
        const done = ramp ? (time - start) / length : 1;
        return (before + (ratePerSecond - before) * done) * share;
      }
      start += length;
      before = ratePerSecond;
    }
    return stages.length === 0 ? rate : null;
  };
  const middle = ({ second, seconds = 1 }: TimelineRow) => second - 1 + seconds / 2;
  return { name: "scheduled", values: rows.map(row => at(middle(row))) };
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

function troubles(rows: readonly TimelineRow[], prefix: string): Plotted[] {
  const kinds = [
    { name: "failed", color: 4, read: ({ failed }: TimelineRow) => failed },
    { name: "unknown", color: 3, read: ({ unknown }: TimelineRow) => unknown },
    { name: "throttled attempts", color: 1, read: ({ throttled }: TimelineRow) => throttled },
  ];
  const sums = kinds.map(({ read }) => rows.reduce((sum, row) => sum + read(row), 0));
  const series = kinds
    .filter((_, at) => sums[at] !== 0)
    .map(({ name, color, read }) => ({
      name,
      color,
      // Such a figure is a count wherever a row stands for a second.
      values: rows.map(row => roundFigure(read(row) / (row.seconds ?? 1))),
    }));
  if (series.length === 0) return [];
  const said = kinds.map(({ name }, at) => `${formatCount(sums[at] ?? 0)} ${name}`).join(", ");
  const chart = { ...base(rows), id: `${prefix}-troubles`, unit: "count" as const, series };
  return [{ chart, title: "Errors and throttles over time", said, note: "a second" }];
}

function base(rows: readonly TimelineRow[]) {
  return { x: "seconds" as const, xs: rows.map(({ second, seconds = 1 }) => second + seconds - 1) };
}
