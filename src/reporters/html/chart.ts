import { html, type Markup } from "./markup.ts";

/** What the script in the page draws. */
export interface Chart {
  readonly id: string;
  /** `percentile`: x is log10(1 / (1 - p)), so that each nine is as wide as the one before. */
  readonly x: "percentile" | "seconds";
  readonly unit: "ms" | "perSecond" | "count";
  readonly xs: readonly number[];
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  /** `ink`: the colour of text, for what stands for all. */
  readonly color: number | "ink";
  readonly dashed?: true;
  readonly values: readonly (number | null)[];
}

/** The place of a chart in the page, with what it shows for those who do not see it. */
export function chartFigure({ id }: Chart, title: string, said: string, note: string): Markup {
  return html`<figure>
<figcaption>${title === "" ? "" : html`<b>${title}</b> `}<span>${note}</span></figcaption>
<div class="chart" id="${id}" role="img" aria-label="${said}"></div>
</figure>`;
}
