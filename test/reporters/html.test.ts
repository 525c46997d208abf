import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Comparison, compare } from "../../src/engine/comparison.ts";
import type { Result } from "../../src/engine/result.ts";
import { htmlReport } from "../../src/reporters/html/report.ts";
import { type Browser, startBrowser, type View } from "../support/browser.ts";
import { hostile, measuredResult, measuredStats, troubledResult } from "./measured.ts";
import { result } from "./sample.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser?.close());

const views: readonly View[] = [
  { width: 360, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 1280, colorScheme: "dark", media: "print" },
];

interface Report {
  readonly name: string;
  readonly results: readonly Result[];
  readonly comparisons?: readonly Comparison[];
  readonly charts: number;
}

const reports: readonly Report[] = [
  { name: "a good run", results: [measuredResult()], charts: 3 },
  { name: "a run that went wrong under hostile names", results: [troubledResult()], charts: 4 },
  { name: "several runs", results: [measuredResult(), troubledResult()], charts: 7 },
  {
    name: "targets side by side",
    results: [measuredResult(), troubledResult()],
    comparisons: [
      compare({ scenario: hostile, description: "", seed: 1, interleave: null }, [
        {
          label: "memory",
          result: measuredResult(),
          cost: { perMillionOperations: 0.5, basis: hostile, without: "" },
        },
        { label: hostile, result: troubledResult() },
        { label: "gone", failure: hostile },
      ]),
    ],
    charts: 9,
  },
  {
    name: "a run that was interrupted at once",
    results: [result({ interrupted: true, ok: false, operations: {}, total: measuredStats(0) })],
    charts: 0,
  },
];

/** Runs in the page: what is drawn, and how wide it is. */
const measurePage = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const drawn = [...document.querySelectorAll(".chart canvas")].map(canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const colors = new Set();
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) colors.add(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
    return colors.size;
  });
  const tooWide = [...document.querySelectorAll(".chart canvas")].filter(canvas => canvas.getBoundingClientRect().right > clientWidth + 1).length;
  return { scrollWidth, clientWidth, drawn, tooWide };
})()`;

interface Measures {
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly drawn: readonly number[];
  readonly tooWide: number;
}

/** Runs in the page: texts whose contrast with what is behind them is too low (WCAG 2.1, AA). */
const lowContrast = `(() => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = numbers(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const texts = [...document.body.querySelectorAll("*")].filter(element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && element.getClientRects().length > 0);
  if (texts.length < 5) return ["no texts were found"];
  return texts.flatMap(element => {
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return ratio < 4.5 ? [element.textContent.slice(0, 30) + " " + ratio.toFixed(2)] : [];
  });
})()`;

describe.each(reports)("the page of $name", ({ results, comparisons, charts }) => {
  it.each(views)("is drawn without faults: %j", async view => {
    const report = htmlReport(results, comparisons);
    const { page, complaints, requests } = await browser.open(report, view);
    const { scrollWidth, clientWidth, drawn, tooWide } = (await page.evaluate(
      measurePage,
    )) as Measures;
    const faint = await page.evaluate(lowContrast);
    expect({ complaints, requests, tooWide, faint }).toEqual({
      complaints: [],
      requests: [],
      tooWide: 0,
      faint: [],
    });
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    expect(drawn).toHaveLength(charts);
    // Axes alone have fewer colours than axes with curves; nothing drawn has none.
    for (const colors of drawn) expect(colors).toBeGreaterThan(3);
  });
});

describe("the page", () => {
  const open = async (results: Parameters<typeof htmlReport>[0]) =>
    (await browser.open(htmlReport(results), { width: 1280, colorScheme: "light" })).page;

  it("shows hostile names as the text that they are", async () => {
    const page = await open([troubledResult()]);
    expect(await page.locator("h1").textContent()).toBe(hostile);
    expect(await page.locator("tbody th", { hasText: hostile }).count()).toBeGreaterThan(3);
    expect(await page.locator(".u-label", { hasText: hostile }).count()).toBe(1);
    expect(await page.locator("img").count()).toBe(0);
  });

  it("makes steering characters of names visible", () => {
    expect(htmlReport([measuredResult({ scenario: "a\u202eb\u0007" })])).toContain(
      '<h1 id="run-1-title">a\\u{202e}b\\u{7}</h1>',
    );
  });

  it("says the verdict first, and all that went wrong", async () => {
    const page = await open([troubledResult()]);
    expect(await page.locator(".verdict").textContent()).toBe(
      "✘ 5 operations of the schedule never sent; 1 of 2 checks failed; 2 of 3 thresholds missed",
    );
  });

  it("draws each curve to the slowest operation", () => {
    const text = htmlReport([measuredResult()]);
    const [, data = ""] = /id="charts">(.*?)<\/script>/s.exec(text) ?? [];
    const [percentiles] = JSON.parse(data);
    const total = percentiles.series.find(({ name }: { name: string }) => name === "total");
    const { p50, max } = measuredResult().total.latencyMs;
    // A histogram that was written and read again knows the end of the last bucket, not its value.
    expect(total.values.at(-1) / max).toBeCloseTo(1, 3);
    expect(total.values[percentiles.xs.indexOf(0.301)]).toBe(p50);
  });

  it("redraws its charts when the window changes", async () => {
    const page = await open([measuredResult()]);
    await page.setViewportSize({ width: 400, height: 800 });
    await page.waitForFunction(
      "[...document.querySelectorAll('.chart .uplot')].every(plot => plot.clientWidth < 400)",
    );
  });

  it("has a heading for each part, and names every table and chart", async () => {
    const page = await open([measuredResult(), troubledResult()]);
    const levels = await page
      .locator("h1, h2, h3")
      .evaluateAll(headings => headings.map(heading => Number(heading.tagName.slice(1))));
    expect(levels.filter(level => level === 1)).toHaveLength(1);
    expect(levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1)).toBe(true);
    const unnamed = await page
      .locator(".chart:not([aria-label]), .scroll:not([aria-label]), tr > :first-child:not(th)")
      .count();
    expect(unnamed).toBe(0);
  });

  it("leads from its contents to each result", async () => {
    const page = await open([measuredResult(), measuredResult({ client: "sdk" })]);
    const links = page.locator("nav a");
    expect(await links.allTextContents()).toEqual(["user-sessions · wire", "user-sessions · sdk"]);
    for (const link of await links.all()) {
      const id = (await link.getAttribute("href")) ?? "";
      expect(await page.locator(id).count()).toBe(1);
    }
  });

  it("runs no script that was put into it", async () => {
    const text = htmlReport([measuredResult()]).replace(
      "</main>",
      "<script>fail()</script></main>",
    );
    const opened = await browser.open(text, { width: 1280, colorScheme: "light" });
    expect(opened.complaints.join()).toContain("Content Security Policy");
  });
});
