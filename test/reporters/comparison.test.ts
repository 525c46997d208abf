import { describe, expect, it } from "vitest";
import { type ComparedTarget, type Comparison, compare } from "../../src/engine/comparison.ts";
import { renderReport } from "../../src/reporters/report.ts";
import { comparisonText } from "../../src/reporters/text/comparison.ts";
import { hostile, measuredResult, troubledResult } from "./measured.ts";
import { marks, plain } from "./sample.ts";

const about = { scenario: "user-sessions", description: "", seed: 1, interleave: null };
const cost = { perMillionOperations: 0.4211, basis: "2 × db.r6g.large", without: "no I/O" };
const pair: readonly ComparedTarget[] = [
  { label: "memory", result: measuredResult(), cost },
  {
    label: "aurora",
    result: measuredResult({ target: "aurora" }),
    cost: { perMillionOperations: null, basis: "nobody knows", without: "" },
  },
];

describe("targets side by side, for people", () => {
  const text = comparisonText(compare(about, pair), plain);

  it("have a row each, ratios, and costs", () => {
    const lines = text.split("\n");
    expect(lines[0]).toBe("user-sessions by target");
    expect(lines[1]).toMatch(/^operation +target +ops\/s +p50 +p95 +p99 +errors$/);
    expect(lines[2]).toMatch(/^validate +memory /);
    expect(lines[3]).toMatch(/^ +aurora /);
    expect(lines[4]).toMatch(/^ +ratio +≈ 1.00 × +≈ 1.00 × /);
    expect(text).toContain("×: to memory; ≈: the runs are too short");
    expect(text).toMatch(
      /\n\ncost of a million operations\n +memory +\$0.42 +2 × db.r6g.large; no I\/O\n/,
    );
    expect(text).toMatch(/ +aurora +– +nobody knows\n$/);
  });

  it("fit in a narrow terminal", () => {
    const narrow = comparisonText(compare(about, pair), plain, 60);
    for (const line of narrow.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
    expect(narrow).not.toContain("p99");
    expect(narrow).toContain("p95");
  });

  it("name those that failed, and where dyn was the bottleneck", () => {
    const saturated = troubledResult();
    const generator = { ...saturated.generator, verdict: "saturated" as const, reasons: ["slow"] };
    const failed = comparisonText(
      compare(about, [
        { label: "a", failure: `cannot\u001b[2J reach it` },
        { label: "b", result: { ...saturated, generator } },
      ]),
      marks,
    );
    expect(failed).toContain("<red>✘ a: cannot");
    expect(failed).not.toContain("\u001b");
    expect(failed).toContain("the load generator was saturated on b");
    expect(failed).toMatch(/<red>\d/);
  });
});

describe("reports of a comparison", () => {
  const render = (kind: Parameters<typeof renderReport>[0], comparison: Comparison) =>
    renderReport(kind, {
      results: comparison.targets.flatMap(({ result }) => result ?? []),
      comparisons: [comparison],
    });
  const troubled = compare({ ...about, scenario: hostile, interleave: 2 }, [
    { label: hostile, result: troubledResult(), cost: { ...cost, basis: hostile } },
    { label: "b", failure: hostile },
  ]);

  it("hold under hostile names", async () => {
    const page = await render("html", troubled);
    expect(page.split('<script type="application/json"')[0]).not.toContain("<img");
    expect(await render("junit", troubled)).not.toContain("<img");
    expect(await render("markdown", troubled)).not.toContain("<img");
  });

  it("have one chart with all targets, by percentile and over time", async () => {
    const page = await render("html", compare(about, pair));
    const [, json = "[]"] = /id="charts">(.*?)<\/script>/s.exec(page) ?? [];
    const charts: { id: string; series: { name: string }[] }[] = JSON.parse(json);
    const compared = charts.filter(({ id }) => id.startsWith("compared-1"));
    expect(compared.map(({ id }) => id)).toEqual([
      "compared-1-percentiles",
      "compared-1-throughput",
    ]);
    for (const { series } of compared) {
      expect(series.map(({ name }) => name)).toEqual(["memory", "aurora"]);
    }
    expect(page.match(/<h1/g)).toHaveLength(2);
  });

  it("have a suite for a target that failed", async () => {
    const failed = compare(about, [{ label: "b", failure: "cannot reach it" }]);
    expect(await render("junit", failed)).toMatch(
      /<testsuite name="user-sessions · b" tests="1" failures="1".*\n.*\n.*message="cannot reach it"/,
    );
  });
});
