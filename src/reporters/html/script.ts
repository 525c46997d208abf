import type { Chart, Series } from "./chart.ts";

/** What the script uses of a browser; the rest of the program knows no DOM. */
interface Page {
  readonly document: {
    readonly documentElement: object;
    getElementById(id: string): PageElement | null;
  };
  readonly uPlot: new (
    options: object,
    data: readonly (readonly (number | null)[])[],
    place: PageElement,
  ) => Plot;
  readonly ResizeObserver: new (onResize: () => void) => { observe(element: PageElement): void };
  getComputedStyle(element: object): { getPropertyValue(name: string): string };
  matchMedia(query: string): { addEventListener(event: "change", listener: () => void): void };
}

interface PageElement {
  readonly clientWidth: number;
  readonly textContent: string | null;
}

interface Plot {
  readonly width: number;
  readonly series: readonly { readonly show: boolean }[];
  destroy(): void;
  setSize(size: { width: number; height: number }): void;
}

/**
 * Draws the charts of a page. This function runs in the browser, as the text of it: it may use
 * nothing from outside itself.
 */
function drawCharts(page: Page): void {
  const { document } = page;
  const charts: readonly Chart[] = JSON.parse(
    document.getElementById("charts")?.textContent ?? "[]",
  );
  const font = "12px system-ui, -apple-system, 'Segoe UI', sans-serif";
  const decades = [0.30103, 1, 2, 3, 4, 5, 6, 7, 8, 9];

  const figure = (value: number | null, unit: Chart["unit"]): string => {
    if (value === null || value === undefined) return "";
    const digits = unit !== "ms" || value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    const text = value.toLocaleString("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return unit === "ms" ? `${text} ms` : text;
  };

  const percentile = (x: number): string => {
    const share = 100 * (1 - 10 ** -x);
    const nines = Math.max(0, Math.ceil(x - 0.001) - 2);
    return `${share.toFixed(nines === 0 && share % 1 > 0.01 ? 1 : nines).replace(/\.0$/, "")} %`;
  };

  const heightFor = (chart: Chart, width: number): number => {
    const share = chart.x === "percentile" ? 0.36 : 0.42;
    return Math.round(Math.min(320, Math.max(210, width * share)));
  };

  const options = (chart: Chart, width: number, color: (name: string) => string): object => {
    const muted = color("--muted");
    const line = color("--line");
    const axis = { stroke: muted, font, ticks: { stroke: line, width: 1, size: 5 } };
    const grid = { stroke: line, width: 1 };
    const isPercentile = chart.x === "percentile";
    const last = chart.xs.at(-1) ?? 0;
    const stroke = (series: Series) =>
      color(series.color === "ink" ? "--ink" : `--series-${series.color % 8}`);
    const markOf = (series: Series | undefined) => (series ? stroke(series) : "transparent");
    return {
      width,
      height: heightFor(chart, width),
      legend: {
        // As the curves: a dashed one is hollow.
        markers: {
          width: 2,
          stroke: (_: Plot, at: number) => markOf(chart.series[at - 1]),
          fill: (_: Plot, at: number) =>
            chart.series[at - 1]?.dashed ? "transparent" : markOf(chart.series[at - 1]),
        },
      },
      cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false } },
      scales: {
        x: { time: false },
        y: { range: (_: Plot, __: number, most: number) => [0, most > 0 ? most * 1.06 : 1] },
      },
      axes: [
        {
          ...axis,
          grid,
          size: 36,
          ...(isPercentile
            ? {
                splits: () => decades.filter(each => each <= last),
                values: (_: Plot, splits: readonly number[]) => splits.map(percentile),
              }
            : {
                incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400],
                values: (_: Plot, splits: readonly number[]) => splits.map(each => `${each} s`),
              }),
        },
        {
          ...axis,
          grid,
          ticks: { show: false },
          gap: 8,
          size: (_: Plot, values: readonly string[] | null) =>
            16 + 7 * Math.max(2, ...(values ?? []).map(each => each.length)),
          values: (_: Plot, splits: readonly number[]) =>
            splits.map(each => each.toLocaleString("en-US", { maximumFractionDigits: 3 })),
        },
      ],
      series: [
        {
          label: isPercentile ? "percentile" : "second",
          value: (_: Plot, x: number | null) =>
            x === null ? "" : isPercentile ? percentile(x) : String(x),
        },
        ...chart.series.map(series => ({
          label: series.name,
          stroke: stroke(series),
          width: series.color === "ink" && !series.dashed ? 2.25 : 1.75,
          ...(series.dashed ? { dash: [5, 4] } : {}),
          ...(chart.unit === "perSecond" && series.color !== "ink"
            ? { fill: `${stroke(series)}1c` }
            : {}),
          points: { show: chart.xs.length < 3 },
          value: (_: Plot, value: number | null) => figure(value, chart.unit),
        })),
      ],
    };
  };

  const places = charts.flatMap(chart => {
    const element = document.getElementById(chart.id);
    return element === null ? [] : [{ chart, element }];
  });
  let plots: Plot[] = [];
  const draw = (): void => {
    for (const plot of plots) plot.destroy();
    const style = page.getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(name).trim();
    plots = places.map(({ chart, element }) => {
      const data = [chart.xs, ...chart.series.map(({ values }) => values)];
      return new page.uPlot(options(chart, element.clientWidth, color), data, element);
    });
  };
  const fit = (): void => {
    for (const [at, { chart, element }] of places.entries()) {
      const width = element.clientWidth;
      const plot = plots[at];
      if (plot !== undefined && width > 0 && width !== plot.width) {
        plot.setSize({ width, height: heightFor(chart, width) });
      }
    }
  };
  draw();
  const observer = new page.ResizeObserver(fit);
  for (const { element } of places) observer.observe(element);
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    page.matchMedia(query).addEventListener("change", draw);
  }
}

/** The page's script, as text. */
export const pageScript = `(${drawCharts.toString()})(Object.assign(window, { uPlot }));`;
