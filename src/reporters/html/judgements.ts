import type { Result } from "../../engine/result.ts";
import { formatCount } from "../../output/units.ts";
import { comparisons, figureText, metricText, ratioText } from "../references.ts";
import { actualText, shortfallText } from "../threshold-text.ts";
import { html, type Markup } from "./markup.ts";
import { narrowTable, number, text } from "./table.ts";

export function thresholdTable({ thresholds }: Result): Markup {
  return narrowTable(
    "Thresholds",
    [text("threshold"), number("measured"), text("")],
    thresholds.map(threshold => ({
      cells: [
        html`${mark(threshold.ok, "met", "missed")}<code>${threshold.expression}</code>`,
        actualText(threshold),
        html`<span class="bad">${shortfallText(threshold)}</span>`,
      ],
    })),
  );
}

export function checkTable({ checks }: Result): Markup {
  return narrowTable(
    "Checks",
    [text("check"), text("found")],
    checks.map(({ name, ok, detail, keys }) => ({
      cells: [html`${mark(ok, "holds", "failed")}${name}`, html`${detail}${keyList(keys)}`],
    })),
  );
}

export function referenceTable(result: Result): Markup {
  return narrowTable(
    "Reference figures",
    [text("operation"), text("figure"), number("measured"), number("reference"), number("ratio")],
    comparisons(result).map(each => ({
      cells: [
        each.operation,
        metricText(each.metric),
        figureText(each, each.measured),
        figureText(each, each.reference),
        ratioText(each),
      ],
    })),
  );
}

function keyList(keys: readonly string[]) {
  if (keys.length === 0) return "";
  return html`<ul class="keys">${keys.map(key => html`<li><code>${key}</code></li>`)}</ul>`;
}

function mark(ok: boolean, good: string, bad: string): Markup {
  return ok
    ? html`<span class="mark good" role="img" aria-label="${good}">✔</span>`
    : html`<span class="mark bad" role="img" aria-label="${bad}">✘</span>`;
}

/** Counts by name, the most frequent first, and the operations that met each. */
export function countTable(title: string, kind: "errors" | "throttles", result: Result): Markup {
  const counts = Object.entries(result.total[kind]).toSorted(([, a], [, b]) => b - a);
  return narrowTable(
    title,
    [text(kind === "errors" ? "code" : "reason"), number("times"), text("operations")],
    counts.map(([name, times]) => ({
      cells: [name, formatCount(times), operationsWith(name, kind, result).join(", ")],
    })),
  );
}

function operationsWith(name: string, kind: "errors" | "throttles", { operations }: Result) {
  return Object.entries(operations)
    .filter(([, stats]) => Object.hasOwn(stats[kind], name))
    .map(([operation]) => operation);
}
