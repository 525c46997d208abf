import { LatencyHistogram } from "../../engine/histogram.ts";
import type { Result, Stats } from "../../engine/result.ts";
import { formatMs } from "../../output/units.ts";
import { type Chart, chartFigure, type Series } from "./chart.ts";
import { html, type Markup } from "./markup.ts";
import { number, table, text } from "./table.ts";

const pointsPerDecade = 24;
/** More curves than this cannot be told apart. */
const mostCurves = 8;
const tablePercentiles = [50, 75, 90, 95, 99, 99.9, 99.99] as const;

export interface Curve {
  readonly name: string;
  readonly histogram: LatencyHistogram;
  readonly look: Pick<Series, "color" | "dashed">;
}

/** Latency by percentile, as HdrHistogram plots it: a curve an operation, one for all of them. */
export function percentileChart(result: Result, id: string): Chart | undefined {
  return chartOfCurves(curvesOf(result), id);
}

/** Any curves by percentile; undefined where nothing was recorded. */
export function chartOfCurves(curves: readonly Curve[], id: string): Chart | undefined {
  const most = Math.max(0, ...curves.map(({ histogram }) => histogram.count));
  if (most === 0) return undefined;
  const counts = curves.map(({ histogram }) => Math.log10(histogram.count));
  const steps = Math.floor(Math.log10(most) * pointsPerDecade);
  const even = Array.from({ length: steps + 1 }, (_, step) => step / pointsPerDecade);
  const xs = [...new Set([...even, Math.log10(2), ...counts])].toSorted((a, b) => a - b);
  return {
    id,
    x: "percentile",
    unit: "ms",
    xs: xs.map(x => Number(x.toFixed(4))),
    series: curves.map(({ name, histogram, look }) => ({
      name,
      ...look,
      values: xs.map(x => valueAt(histogram, x)),
    })),
  };
}

/** A curve ends with the slowest operation; beyond it there is none. */
function valueAt(histogram: LatencyHistogram, x: number): number | null {
  const end = Math.log10(histogram.count);
  if (x === 0) return histogram.latencyMs().min;
  if (x >= end) return x === end ? histogram.percentileMs(100) : null;
  return histogram.percentileMs(100 * (1 - 10 ** -x));
}

function curvesOf({ operations, total, load }: Result): readonly Curve[] {
  const busiest = Object.entries(operations)
    .toSorted(([, a], [, b]) => b.sent - a.sent)
    .slice(0, mostCurves);
  const shown = Object.entries(operations).filter(entry =>
    busiest.some(([name]) => name === entry[0]),
  );
  const own = shown.map(([name, { histogram }], color) => ({ name, histogram, look: { color } }));
  const all = { name: "total", histogram: total.histogram, look: { color: "ink" as const } };
  const service = {
    name: "total, service time",
    histogram: total.serviceHistogram,
    look: { color: "ink" as const, dashed: true as const },
  };
  const wanted = [
    ...own,
    ...(own.length === 1 ? [] : [all]),
    // In a closed loop the two are the same.
    ...(load.kind === "open" ? [service] : []),
  ];
  return wanted.flatMap(({ name, histogram, look }) => {
    const decoded = decode(histogram);
    return decoded === undefined ? [] : [{ name, histogram: decoded, look }];
  });
}

/** Undefined when nothing was recorded. */
export function decode(histogram: string): LatencyHistogram | undefined {
  if (histogram === "") return undefined;
  const decoded = LatencyHistogram.decode(histogram);
  return decoded.count === 0 ? undefined : decoded;
}

/** The chart's figure, with its values as a table to be opened. */
export function percentileFigure(result: Result, chart: Chart): Markup {
  const { p50, p99, max } = result.total.latencyMs;
  const said = `p50 ${formatMs(p50)} ms, p99 ${formatMs(p99)} ms, at most ${formatMs(max)} ms`;
  const left = Object.keys(result.operations).length - mostCurves;
  const busiest = left > 0 ? `; the ${mostCurves} busiest operations` : "";
  const note = `In ms: the share below was no slower than this${busiest}`;
  return html`${chartFigure(chart, "", `Latency by percentile: ${said}`, note)}
<details><summary>As a table</summary>${percentileTable(result)}</details>`;
}

function percentileTable({ operations, total }: Result): Markup {
  const rows = [...Object.entries(operations), ["total", total] as const];
  const cells = (stats: Stats) => {
    const decoded = decode(stats.histogram);
    if (decoded === undefined) return undefined;
    const { min, mean, max } = stats.latencyMs;
    const values = tablePercentiles.map(percentile => decoded.percentileMs(percentile));
    return [min, mean, ...values, max].map(formatMs);
  };
  const columns = ["min", "mean", ...tablePercentiles.map(each => `p${each}`), "max"];
  return table(
    "Latency by percentile",
    [text("operation"), ...columns.map(number)],
    rows.flatMap(([name, stats], at) => {
      const values = cells(stats);
      if (values === undefined) return [];
      const row = { cells: [name, ...values] };
      return [at === rows.length - 1 ? { ...row, className: "total" as const } : row];
    }),
  );
}
