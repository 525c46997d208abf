import type { Result } from "../../engine/result.ts";
import {
  counted,
  formatCount,
  formatDuration,
  formatFigure,
  formatMs,
  formatPercent,
} from "../../output/units.ts";
import { findings } from "../findings.ts";
import { loadText, stageTexts, startText } from "../load-text.ts";
import { stalenessText } from "../staleness-text.ts";
import type { Chart } from "./chart.ts";
import { checkTable, countTable, referenceTable, thresholdTable } from "./judgements.ts";
import { type Content, html, type Markup, nothing, raw } from "./markup.ts";
import { capacityTable, operationTable } from "./operations.ts";
import { percentileChart, percentileFigure } from "./percentiles.ts";
import { facts } from "./table.ts";
import { timelineCharts, timelineFigures } from "./timeline.ts";

export interface ResultSection {
  readonly markup: Markup;
  readonly charts: readonly Chart[];
}

/**
 * All that a report says of one result.
 * @param id of its element; its charts' ids begin with it
 * @param level of its heading
 */
export function resultSection(
  result: Result,
  title: string,
  id: string,
  level: 1 | 2,
): ResultSection {
  const percentiles = percentileChart(result, `${id}-percentiles`);
  const timeline = timelineCharts(result, id);
  const part = (name: string, content: Markup, note: Content = "") =>
    section(level, name, content, note);
  const markup = html`<article id="${id}" aria-labelledby="${id}-title">
${header(result, title, id, level)}
${keyFigures(result)}
${saturation(result)}
${part("Thresholds", thresholdTable(result))}
${part("Checks", checkTable(result))}
${result.total.sent === 0 ? nothing : part("Operations", operationTable(result), operationNote(result))}
${part("Latency by percentile", percentiles === undefined ? nothing : percentileFigure(result, percentiles))}
${part("Over time", timeline.length === 0 ? nothing : timelineFigures(timeline))}
${part("Errors", countTable("Errors", "errors", result), unknownNote(result))}
${part("Throttles", countTable("Throttles", "throttles", result), throttleNote)}
${part("Stale reads", staleReads(result), staleNote)}
${part("Reference figures", referenceTable(result))}
${part("Consumed capacity", capacityTable(result))}
${part("Load generator", generatorFacts(result))}
${part("Configuration", configuration(result))}
</article>`;
  const charts = timeline.map(({ chart }) => chart);
  return { markup, charts: percentiles === undefined ? charts : [percentiles, ...charts] };
}

const staleNote =
  "From the first read to the one that saw what was written before it; one that gave up counts, too.";

function staleReads({ total: { staleness } }: Result): Markup {
  return staleness === undefined ? nothing : html`<p>${stalenessText(staleness)}</p>`;
}

/** Nothing when there is no content. */
function section(level: 1 | 2, name: string, content: Markup, note: Content): Markup {
  if (content.markup.trim() === "") return nothing;
  const said = note === "" ? nothing : html`<p class="note">${note}</p>`;
  return html`<section>${heading(level + 1, name)}${content}${said}</section>`;
}

function heading(level: number, text: string, id?: string): Markup {
  const attribute = id === undefined ? nothing : html` id="${id}"`;
  return html`${raw(`<h${level}`)}${attribute}>${text}${raw(`</h${level}>`)}`;
}

function header(result: Result, title: string, id: string, level: 1 | 2): Markup {
  const { description, target, client, load } = result;
  return html`<header>
${heading(level, title, `${id}-title`)}
${description === "" ? nothing : html`<p class="muted">${oneLine(description)}</p>`}
${verdict(result)}
${facts("about", [
  ["target", target],
  ["client", client],
  ["when", html`<time datetime="${result.startedAt}">${startText(result)}</time>`],
  ["load", loadText(load)],
])}
</header>`;
}

function verdict(result: Result): Markup {
  const found = findings(result);
  if (found.length > 0) return html`<p class="verdict bad">✘ ${found.join("; ")}</p>`;
  const { thresholds, checks } = result;
  const held = [
    ...(thresholds.length > 0 ? [`${counted(thresholds.length, "threshold")} met`] : []),
    ...(checks.length > 0 ? [`${counted(checks.length, "check")} passed`] : []),
  ];
  return html`<p class="verdict good">✔ ${["ok", ...held].join(" · ")}</p>`;
}

function keyFigures({ total }: Result): Markup {
  if (total.sent === 0) return nothing;
  const { p50, p95, p99, max } = total.latencyMs;
  const errors = total.failed + total.unknown;
  const ms = (value: number) => html`${formatMs(value)} <small>ms</small>`;
  return facts("figures", [
    ["throughput", html`${formatFigure(total.throughput)} <small>ops/s</small>`],
    ["p50", ms(p50)],
    ["p95", ms(p95)],
    ["p99", ms(p99)],
    ["max", ms(max)],
    ["operations", formatCount(total.sent)],
    [
      "errors",
      errors === 0
        ? "0"
        : html`<span class="bad">${formatCount(errors)}</span> <small>${formatPercent(errors / total.sent)}</small>`,
    ],
  ]);
}

function saturation({ generator }: Result): Markup {
  if (generator.verdict === "ok") return nothing;
  return html`<p class="box"><b>⚠ The load generator was saturated</b> (${generator.reasons.join("; ")}).
These latencies include its own queue: they say less of the target than of the machine that sent the load.</p>`;
}

function operationNote({ load }: Result): string {
  return load.kind === "open"
    ? "Latency in ms, counted from the moment at which the schedule wanted the operation sent."
    : "Latency in ms, counted from the send: in a closed loop the next operation waits for the one before.";
}

function unknownNote({ total: { unknown } }: Result): string {
  return unknown === 0
    ? ""
    : `${formatCount(unknown)} ended unknown: what they wrote may or may not be stored.`;
}

const throttleNote = "Attempts that were throttled; most were tried again.";

function generatorFacts({ generator, load }: Result): Markup {
  const { scheduleLagP99Ms: lag, socketsWaitingMax: waiting } = generator;
  return facts("facts", [
    [
      "verdict",
      html`<span class="${generator.verdict === "ok" ? "good" : "warn"}">${generator.verdict}</span>`,
    ],
    ["processor", `${formatCount(generator.cpuPercent)} % of a core`],
    ["processor a request", `${formatCount(generator.cpuMicrosPerRequest)} µs`],
    ["event loop", `${formatCount(generator.eventLoopBusyPercent)} % busy`],
    ["event loop delay, p99", `${formatFigure(generator.eventLoopDelayP99Ms)} ms`],
    ["schedule lag, p99", lag === null ? undefined : `${formatFigure(lag)} ms`],
    ["waited for a connection", waiting === 0 ? undefined : `at most ${formatCount(waiting)}`],
    ["queued", load.kind === "open" ? `${formatCount(load.queued)} operations` : undefined],
    ["never sent", load.unsent === 0 ? undefined : `${formatCount(load.unsent)} operations`],
  ]);
}

function configuration(result: Result): Markup {
  const { load, scenario, seed, digest, target, client, elapsedSeconds } = result;
  const stages = stageTexts(load);
  return facts("facts", [
    ["scenario", scenario],
    ["digest", digest === "" ? undefined : html`<code>${digest}</code>`],
    ["seed", String(seed)],
    ["target", target],
    ["client", client],
    ["loop", load.kind],
    ["in flight, at most", formatCount(load.concurrency)],
    ["rate", load.rate === null ? undefined : `${formatFigure(load.rate)} a second on average`],
    ["arrivals", load.arrivals ?? undefined],
    ["stages", stages.length === 0 ? undefined : stages.join(", then ")],
    ["warm-up", `${formatDuration(load.warmupSeconds * 1000)}`],
    ["measured", formatDuration(elapsedSeconds * 1000)],
    ["order", load.order === "inTurn" ? "one operation after the other" : "mixed"],
    ["workers", formatCount(load.workers)],
    ["shard", load.shard === null ? undefined : `${load.shard.index} of ${load.shard.of}`],
  ]);
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
