import type { Comparison } from "../engine/comparison.ts";
import type { Result, Stats } from "../engine/result.ts";
import { escapeControl } from "../output/escape.ts";
import { formatCount, formatFigure, formatMs } from "../output/units.ts";
import {
  comparedColumns,
  comparisonRows,
  costRows,
  ratioNote,
  saturationNote,
} from "./comparison-cells.ts";
import { findings } from "./findings.ts";
import { loadText, startText } from "./load-text.ts";
import { comparisons, figureText, metricText, ratioText } from "./references.ts";
import { stalenessText } from "./staleness-text.ts";
import { actualText, shortfallText } from "./threshold-text.ts";
import { titles } from "./titles.ts";

const none = "–";
const services = ["svc p50", "svc p95", "svc p99"];
/** Codes and reasons beyond these are in the result. */
const mostRows = 10;

/** Results for the summary of a CI job: the verdict first, then tables as GitHub draws them. */
export function markdownReport(
  results: readonly Result[],
  comparisons: readonly Comparison[] = [],
): string {
  const names = titles(results);
  return [
    ...comparisons.map(comparisonSection),
    ...results.map((result, at) => section(names[at] ?? result.scenario, result)),
  ].join("\n");
}

function comparisonSection(comparison: Comparison): string {
  const { scenario, ok, targets } = comparison;
  const failures = targets.flatMap(({ label, failure }) =>
    failure === undefined ? [] : [`❌ ${plain(label)}: ${plain(failure)}`],
  );
  const saturation = saturationNote(comparison);
  const blocks = [
    [`## ${ok ? "✅" : "❌"} ${plain(scenario)} by target`],
    table(
      ["operation", "target", ...comparedColumns, "errors"],
      comparisonRows(comparison).map(row =>
        row.kind === "ratios"
          ? ["", "ratio", ...row.cells, ""]
          : [
              row.isFirst ? plain(row.operation) : "",
              plain(row.target),
              ...row.cells,
              row.errors === 0 ? none : formatCount(row.errors),
            ],
      ),
      plain(ratioNote(comparison)),
    ),
    failures,
    ...(saturation === undefined ? [] : [[`⚠️ ${plain(saturation)}`]]),
    table(
      ["target", "a million operations", "found"],
      costRows(comparison).map(({ target, dollars, basis }) => [
        plain(target),
        plain(dollars),
        plain(basis),
      ]),
    ),
  ];
  return joined(blocks);
}

function joined(blocks: readonly (readonly string[])[]): string {
  return blocks
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join("\n")}\n`)
    .join("\n");
}

function section(title: string, result: Result): string {
  const found = findings(result);
  const verdict = found.length === 0 ? "ok" : found.join("; ");
  const { target, client, load } = result;
  const about = [target, client, loadText(load), startText(result)].map(plain).join(" · ");
  const blocks = [
    [`## ${found.length === 0 ? "✅" : "❌"} ${plain(title)}: ${plain(verdict)}`],
    [about],
    ...(result.description === "" ? [] : [[plain(result.description)]]),
    operationLines(result),
    thresholdLines(result),
    checkLines(result),
    referenceLines(result),
    troubleLines(result),
    stalenessLine(result),
    generatorLines(result),
  ];
  return joined(blocks);
}

function operationLines({ operations, total, load }: Result): readonly string[] {
  if (total.sent === 0) return [];
  const rows = [...Object.entries(operations), ["total", total] as const];
  const isOpen = load.kind === "open";
  return table(
    [
      "operation",
      "ops",
      "ops/s",
      "p50",
      "p95",
      "p99",
      "max",
      ...(isOpen ? services : []),
      "errors",
    ],
    rows.map(([name, stats], at) => {
      const cells = operationRow(plain(name), stats, isOpen);
      return at === rows.length - 1 ? cells.map(cell => `**${cell}**`) : cells;
    }),
    isOpen ? "Latency in ms, from the intended start; svc: service time." : "Latency in ms.",
  );
}

function operationRow(name: string, stats: Stats, isOpen: boolean): readonly string[] {
  const { p50, p95, p99, max } = stats.latencyMs;
  const { p50: s50, p95: s95, p99: s99 } = stats.serviceMs;
  const times = [p50, p95, p99, max, ...(isOpen ? [s50, s95, s99] : [])];
  const errors = stats.failed + stats.unknown;
  return [
    name,
    formatCount(stats.sent),
    formatFigure(stats.throughput),
    ...times.map(ms => (stats.sent === 0 ? none : formatMs(ms))),
    errors === 0 ? none : formatCount(errors),
  ];
}

function thresholdLines({ thresholds }: Result): readonly string[] {
  return table(
    ["threshold", "measured", ""],
    thresholds.map(threshold => [
      `${mark(threshold.ok)} ${plain(threshold.expression)}`,
      actualText(threshold),
      shortfallText(threshold),
    ]),
  );
}

function checkLines({ checks }: Result): readonly string[] {
  return table(
    ["check", "found", "keys"],
    checks.map(({ ok, name, detail, keys }) => [
      `${mark(ok)} ${plain(name)}`,
      plain(detail),
      keys.map(plain).join("<br>"),
    ]),
  );
}

function referenceLines(result: Result): readonly string[] {
  return table(
    ["operation", "figure", "measured", "reference", "ratio"],
    comparisons(result).map(each => [
      plain(each.operation),
      metricText(each.metric),
      figureText(each, each.measured),
      figureText(each, each.reference),
      ratioText(each),
    ]),
  );
}

function troubleLines({ total }: Result): readonly string[] {
  const rows = [...countRows("error", total.errors), ...countRows("throttled", total.throttles)];
  const unknown =
    total.unknown > 0
      ? `${formatCount(total.unknown)} ended unknown: what they wrote may or may not be stored.`
      : undefined;
  return table(["trouble", "times"], rows, unknown);
}

function stalenessLine({ total: { staleness } }: Result): readonly string[] {
  return staleness === undefined ? [] : [`Stale reads: ${stalenessText(staleness)}.`];
}

function countRows(kind: string, counts: Readonly<Record<string, number>>) {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const rows = sorted
    .slice(0, mostRows)
    .map(([name, times]) => [`${kind}: ${plain(name)}`, formatCount(times)]);
  const rest = sorted.slice(mostRows);
  if (rest.length === 0) return rows;
  const times = rest.reduce((sum, [, each]) => sum + each, 0);
  return [...rows, [`${kind}: ${rest.length} other kinds`, formatCount(times)]];
}

function generatorLines({ generator }: Result): readonly string[] {
  const cpu = `${formatCount(generator.cpuPercent)} % of a core`;
  if (generator.verdict === "ok") return [`Generator ok: ${cpu}.`];
  const why = generator.reasons.map(plain).join("; ");
  return [`⚠️ **Generator saturated** (${why}; ${cpu}): these latencies include dyn's own queue.`];
}

/** The first column to the left, the others to the right; nothing without rows. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  note?: string,
): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((name, at) => (at === 0 || isText(name) ? "---" : "--:"));
  return [line(head), line(rule), ...rows.map(line), ...(note === undefined ? [] : ["", note])];
}

/** Columns of words. */
function isText(name: string): boolean {
  return ["found", "keys", "figure", "target", ""].includes(name);
}

function mark(ok: boolean): string {
  return ok ? "✅" : "❌";
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Text from data on one line, with nothing in it that Markdown, HTML or a table would act on. */
function plain(text: string): string {
  return escapeControl(text)
    .replace(/[\\`*_{}[\]()#|~$@!]/g, "\\$&")
    .replace(/[&<>]/g, character => entities[character] ?? "")
    .replace(/:\/\//g, "&#58;//")
    .replace(/^(?=[-+=])/, "\\")
    .replace(/^(\d+)\./, "$1\\.");
}
