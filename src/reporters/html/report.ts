import { createHash } from "node:crypto";
import type { Comparison } from "../../engine/comparison.ts";
import type { Result } from "../../engine/result.ts";
import { counted } from "../../output/units.ts";
import { findings } from "../findings.ts";
import { titles } from "../titles.ts";
import { readUPlot } from "./assets.ts";
import { comparisonSection } from "./comparison.ts";
import { html, type Markup, nothing, raw, scriptJson } from "./markup.ts";
import { pageScript } from "./script.ts";
import { resultSection } from "./section.ts";
import { pageStyle } from "./style.ts";

/**
 * Results as one HTML page that needs nothing but itself: it may load nothing, and runs no script
 * but its own.
 */
export function htmlReport(
  results: readonly Result[],
  comparisons: readonly Comparison[] = [],
): string {
  const names = titles(results);
  const isOne = results.length === 1 && comparisons.length === 0;
  const compared = comparisons.map((each, at) => comparisonSection(each, `compared-${at + 1}`));
  const sections = results.map((result, at) =>
    resultSection(result, names[at] ?? result.scenario, `run-${at + 1}`, isOne ? 1 : 2),
  );
  const uPlot = readUPlot();
  const script = `${uPlot.script}\n${pageScript}\n`;
  const style = `${uPlot.style}\n${pageStyle}`;
  const charts = scriptJson([...compared, ...sections].flatMap(section => section.charts));
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="dyn">
<link rel="icon" href="data:,">
<title>${pageTitle(names, comparisons)} · stress report</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${compared.map(({ markup }) => markup)}
${isOne ? nothing : contents(results, names)}
${sections.map(({ markup }) => markup)}
</main>
<script type="application/json" id="charts">${raw(charts)}</script>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.markup;
}

function pageTitle(names: readonly string[], comparisons: readonly Comparison[]): string {
  const [compared] = comparisons;
  if (comparisons.length === 1) return `${compared?.scenario} by target`;
  return names.length === 1 ? (names[0] ?? "") : counted(names.length, "result");
}

function contents(results: readonly Result[], names: readonly string[]): Markup {
  const line = (result: Result, at: number) => {
    const found = findings(result);
    return html`<li><a href="#run-${at + 1}">${names[at] ?? ""}</a> ${
      found.length === 0
        ? html`<span class="good">✔ ok</span>`
        : html`<span class="bad">✘ ${found.join("; ")}</span>`
    }</li>`;
  };
  return html`<h1>${counted(results.length, "result")}</h1>
<nav aria-label="Results"><ol>${results.map(line)}</ol></nav>`;
}

/** Nothing is loaded, and nothing inline runs but what has these digests. */
function policy(script: string, style: string): string {
  const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
