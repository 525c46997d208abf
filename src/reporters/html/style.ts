const light = `
  color-scheme: light;
  --ground: #fff; --raised: #f7f7f8; --ink: #1b1c1f; --muted: #5f6169; --line: #e3e4e8;
  --good: #17713f; --bad: #b3261e; --warn: #8a5a00; --warn-ground: #fdf6e3; --bad-ground: #fdf0ef;
  --series-0: #2f66cc; --series-1: #bd5f12; --series-2: #2a8562; --series-3: #8d46aa;
  --series-4: #b93845; --series-5: #2f7d92; --series-6: #7d6d12; --series-7: #b8448a;`;

const dark = `
  color-scheme: dark;
  --ground: #15161a; --raised: #1d1f24; --ink: #ebecef; --muted: #a3a6b0; --line: #2e3138;
  --good: #5ccb90; --bad: #ff8f87; --warn: #e6b450; --warn-ground: #2a2416; --bad-ground: #2e1d1d;
  --series-0: #7ba6ff; --series-1: #f0a05a; --series-2: #5fc8a0; --series-3: #c893e2;
  --series-4: #f2848d; --series-5: #76c3d6; --series-6: #cfbf5c; --series-7: #ef93c6;`;

/** Calm and plain; light or dark as the reader's system is, light on paper. */
export const pageStyle = `
:root {${light}
}
@media screen and (prefers-color-scheme: dark) {
  :root {${dark}
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 70rem; overflow-wrap: anywhere;
  background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1, h2, h3 { line-height: 1.25; text-wrap: balance; margin: 0; }
h1, article > header h2 { font-size: 1.75rem; font-weight: 650; letter-spacing: -0.015em; }
section > h2, section > h3 { font-size: 1.0625rem; font-weight: 650; margin-bottom: 0.75rem; }
p { margin: 0; }
a { color: var(--series-0); }
article + h1 { margin-top: 4rem; }
article + article { margin-top: 4rem; padding-top: 3rem; border-top: 1px solid var(--line); }
section { margin-top: 2.75rem; }
nav { margin: 1.25rem 0 3.5rem; }
nav ol { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
nav li {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem;
  padding: 0.45rem 0; border-bottom: 1px solid var(--line);
}
.muted, figcaption span, .note { color: var(--muted); }
.note { margin-top: 0.75rem; font-size: 0.875rem; max-width: 46rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.warn { color: var(--warn); }
.mark { font-weight: 650; margin-right: 0.6em; }
article > header > p { margin-top: 0.35rem; max-width: 46rem; }
.verdict {
  display: inline-block; margin: 1rem 0 0 !important; padding: 0.3rem 0.75rem; border-radius: 0.4rem;
  border: 1px solid currentColor; font-weight: 600;
}
.verdict.bad { background: var(--bad-ground); }
.box {
  margin-top: 1.5rem; padding: 0.75rem 1rem; border-left: 3px solid var(--warn);
  background: var(--warn-ground); border-radius: 0 0.4rem 0.4rem 0;
}
.box b { color: var(--warn); }
dl { margin: 0; }
dd { margin: 0; }
dt { color: var(--muted); font-size: 0.8125rem; }
dl.about { display: flex; flex-wrap: wrap; gap: 0.75rem 2.5rem; margin-top: 1.25rem; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.75rem 2rem; }
dl.figures {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
  gap: 1px; margin-top: 2rem; border: 1px solid var(--line); border-radius: 0.5rem; overflow: hidden;
}
dl.figures > div { padding: 0.85rem 1rem; box-shadow: 0 0 0 1px var(--line); }
dl.figures dd {
  font-size: 1.4rem; font-weight: 600; letter-spacing: -0.01em; line-height: 1.3;
  font-variant-numeric: tabular-nums; white-space: nowrap;
}
dl.figures small { font-size: 0.8125rem; font-weight: 400; color: var(--muted); letter-spacing: 0; }
.scroll { overflow-x: auto; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible {
  outline: 2px solid var(--series-0); outline-offset: 2px;
}
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
table.narrow { width: auto; min-width: min(34rem, 100%); }
.scroll th, .scroll td {
  padding: 0.42rem 0 0.42rem 1.5rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line);
}
.scroll th:first-child { padding-left: 0; position: sticky; left: 0; background: var(--ground); }
thead th { color: var(--muted); font-size: 0.8125rem; font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 500; min-width: 6.5rem; max-width: 22rem; overflow-wrap: break-word; }
td { min-width: 2.5rem; max-width: 30rem; overflow-wrap: break-word; }
.scroll .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
tr.total th, tr.total td { font-weight: 650; }
ul.keys { list-style: none; margin: 0.25rem 0 0; padding: 0; }
code { font: 0.875em ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
figure { margin: 0; min-width: 0; }
figcaption { margin-bottom: 0.5rem; }
figcaption b { font-weight: 650; }
figcaption span { font-size: 0.875rem; }
.pair { display: grid; gap: 2.25rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); }
.chart { min-height: 220px; overflow: hidden; }
.chart .uplot { font: inherit; }
.chart .u-legend {
  margin: 0.35rem 0 0; text-align: left; font-size: 0.8125rem; color: var(--muted);
}
.chart .u-legend tbody { display: flex; flex-wrap: wrap; gap: 0 1.1rem; min-height: 1.5rem; }
.chart .u-legend tr { margin: 0; }
.chart .u-legend th { display: flex; align-items: baseline; }
.chart .u-legend tr:first-child { order: 1; }
.chart .u-legend tr:first-child:has(.u-value:empty) { display: none; }
.chart .u-legend th, .chart .u-legend td { padding: 1px 0; }
.chart .u-legend th::after { content: none; }
.chart .u-legend th { font-weight: 500; color: var(--ink); }
.chart .u-legend .u-marker { width: 0.8em; height: 0.8em; flex: none; border-radius: 2px; margin-right: 0.45em; }
.chart .u-legend .u-value { margin-left: 0.45em; width: auto !important; font-variant-numeric: tabular-nums; }
.chart .u-select { background: color-mix(in srgb, var(--ink) 10%, transparent); }
.chart .u-cursor-x { border-color: var(--muted) !important; }
details { margin-top: 0.75rem; }
summary { cursor: pointer; color: var(--muted); font-size: 0.875rem; width: fit-content; }
details[open] > summary { margin-bottom: 0.5rem; }
@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1, article > header h2 { font-size: 1.45rem; }
  section { margin-top: 2.25rem; }
  dl.figures { grid-template-columns: repeat(2, 1fr); }
  dl.figures > div:last-child:nth-child(odd) { grid-column: span 2; }
  dl.facts { grid-template-columns: repeat(2, 1fr); gap: 0.75rem 1rem; }
  tbody th { max-width: 40vw; }
  .scroll th, .scroll td { padding-left: 1rem; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 11px; }
  article { break-before: page; }
  article:first-of-type { break-before: auto; }
  figure, tr, dl > div, .box { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .chart .uplot, .chart .u-wrap { width: 100% !important; height: auto !important; }
  .chart canvas { height: auto; }
  .scroll { overflow: visible; }
  summary { display: none; }
}
`;
