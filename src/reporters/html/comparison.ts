import type { ComparedTarget, Comparison } from "../../engine/comparison.ts";
import type { Result } from "../../engine/result.ts";
import { formatCount, formatMs, formatRate } from "../../output/units.ts";
import {
  comparedColumns,
  comparisonRows,
  costRows,
  ratioNote,
  saturationNote,
} from "../comparison-cells.ts";
import { rowSeconds } from "../row-seconds.ts";
import { type Chart, chartFigure } from "./chart.ts";
import { html, type Markup, nothing } from "./markup.ts";
import { chartOfCurves, decode } from "./percentiles.ts";
import type { ResultSection } from "./section.ts";
import { narrowTable, number, table, text } from "./table.ts";
import { wholeRows } from "./timeline.ts";

type Measured = ComparedTarget & { readonly result: Result };

/** What several targets measured of one scenario: figures, curves and costs side by side. */
export function comparisonSection(comparison: Comparison, id: string): ResultSection {
  const measured = comparison.targets.filter((each): each is Measured => each.result !== undefined);
  const percentiles = percentileCurves(measured, `${id}-percentiles`);
  const throughput = throughputCurves(measured, `${id}-throughput`);
  const { scenario, interleave } = comparison;
  const how = interleave === null ? "one after the other" : `in ${interleave} turns each`;
  const markup = html`<article id="${id}" aria-labelledby="${id}-title">
<header><h1 id="${id}-title">${scenario} by target</h1>
<p class="muted">${comparison.targets.map(({ label }) => label).join(", ")}: the same load, ${how}</p>
${failures(comparison)}</header>
${saturation(comparison)}
${part("Side by side", figuresTable(comparison), ratioNote(comparison))}
${percentiles === undefined ? nothing : part("Latency by percentile, all operations", percentileFigure(measured, percentiles), "")}
${throughput === undefined ? nothing : part("Throughput over time", throughputFigure(measured, throughput), "")}
${part("Cost of a million operations", costTable(comparison), costNote)}
</article>`;
  return { markup, charts: [percentiles, throughput].filter(chart => chart !== undefined) };
}

const costNote =
  "An estimate in US dollars, by what the run consumed or by the rate that it reached.";

function part(name: string, content: Markup, note: string): Markup {
  if (content.markup.trim() === "") return nothing;
  const said = note === "" ? nothing : html`<p class="note">${note}</p>`;
  return html`<section><h2>${name}</h2>${content}${said}</section>`;
}

function failures({ targets }: Comparison): Markup {
  const failed = targets.filter(({ failure }) => failure !== undefined);
  return html`${failed.map(
    ({ label, failure = "" }) => html`<p class="verdict bad">✘ ${label}: ${failure}</p>`,
  )}`;
}

function saturation(comparison: Comparison): Markup {
  const note = saturationNote(comparison);
  return note === undefined ? nothing : html`<p class="box"><b>⚠</b> ${note}</p>`;
}

function figuresTable(comparison: Comparison): Markup {
  return table(
    "Side by side",
    [text("operation"), text("target"), ...[...comparedColumns, "errors"].map(number)],
    comparisonRows(comparison).map(row => {
      if (row.kind === "ratios") {
        return { cells: ["", html`<span class="muted">ratio</span>`, ...row.cells, ""] };
      }
      const { isFirst, operation, target, cells, errors } = row;
      const bad = html`<span class="bad">${formatCount(errors)}</span>`;
      return {
        cells: [isFirst ? operation : "", target, ...cells, errors === 0 ? "–" : bad],
        ...(operation === "total" && { className: "total" as const }),
      };
    }),
  );
}

function costTable(comparison: Comparison): Markup {
  return narrowTable(
    "Cost of a million operations",
    [text("target"), number("a million"), text("found")],
    costRows(comparison).map(({ target, dollars, basis }) => ({ cells: [target, dollars, basis] })),
  );
}

function percentileCurves(measured: readonly Measured[], id: string): Chart | undefined {
  const curves = measured.flatMap(({ label, result }, color) => {
    const histogram = decode(result.total.histogram);
    return histogram === undefined ? [] : [{ name: label, histogram, look: { color } }];
  });
  return chartOfCurves(curves, id);
}

function percentileFigure(measured: readonly Measured[], chart: Chart): Markup {
  const said = measured.map(({ label, result: { total } }) => {
    const { p50, p99 } = total.latencyMs;
    return `${label} p50 ${formatMs(p50)} ms, p99 ${formatMs(p99)} ms`;
  });
  const note = "In ms: the share below was no slower than this";
  return chartFigure(chart, "", `Latency by percentile: ${said.join("; ")}`, note);
}

function throughputCurves(measured: readonly Measured[], id: string): Chart | undefined {
  const runs = measured.map(({ label, result }) => {
    const rates = wholeRows(result).map(row => {
      const { second, seconds = 1, ok } = row;
      return [second + seconds - 1, Math.round(ok / rowSeconds(row, result))] as const;
    });
    return { label, rates: new Map(rates) };
  });
  const xs = [...new Set(runs.flatMap(({ rates }) => [...rates.keys()]))].toSorted((a, b) => a - b);
  if (xs.length < 2) return undefined;
  return {
    id,
    x: "seconds",
    unit: "perSecond",
    xs,
    series: runs.map(({ label, rates }, color) => ({
      name: label,
      color,
      values: xs.map(x => rates.get(x) ?? null),
    })),
  };
}

function throughputFigure(measured: readonly Measured[], chart: Chart): Markup {
  const said = measured.map(
    ({ label, result }) => `${label} ${formatRate(result.total.throughput)}`,
  );
  const note = "operations a second that ended ok, since each one's own start";
  return chartFigure(chart, "", `Throughput over time: ${said.join("; ")}`, note);
}
