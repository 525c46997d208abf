import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metrics } from "../../src/scenario/scenario.ts";
import { parseThreshold, ThresholdError } from "../../src/scenario/threshold.ts";

function problem(text: string, operations?: readonly string[]): string {
  try {
    parseThreshold(text, operations);
  } catch (error) {
    if (error instanceof ThresholdError) return `${error.offset}: ${error.problem}`;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe("a threshold", () => {
  it.each([
    ["p95 < 20ms", { metric: "p95", comparator: "<", value: 20, unit: "ms" }],
    ["p99.9<=1.5s", { metric: "p99.9", comparator: "<=", value: 1500, unit: "ms" }],
    ["max < 800us", { metric: "max", comparator: "<", value: 0.8, unit: "ms" }],
    [
      "throughput > 500/s",
      { metric: "throughput", comparator: ">", value: 500, unit: "perSecond" },
    ],
    [
      "throughput >= 500",
      { metric: "throughput", comparator: ">=", value: 500, unit: "perSecond" },
    ],
    ["errors < 0.1%", { metric: "errors", comparator: "<", value: 0.001, unit: "share" }],
    ["errors == 0", { metric: "errors", comparator: "==", value: 0, unit: "count" }],
    ["a.p99.9 < 1s", { operation: "a", metric: "p99.9", comparator: "<", value: 1000, unit: "ms" }],
  ])("%s", (text, wanted) => {
    expect(parseThreshold(text)).toEqual({ expression: text, ...wanted });
  });

  it("may name any operation and metric", () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]*$/);
    fc.assert(
      fc.property(name, fc.constantFrom(...metrics), (operation, metric) => {
        const unit = metric.startsWith("p") || ["max", "mean"].includes(metric) ? "ms" : "";
        const parsed = parseThreshold(` ${operation}.${metric} < 5${unit} `, [operation]);
        expect(parsed).toMatchObject({ operation, metric, value: 5 });
      }),
    );
  });

  it.each([
    ["", "0: no comparison in it"],
    ["p95", "0: no comparison in it"],
    ["p94 < 5ms", '0: unknown metric "p94"; did you mean "p90"?'],
    ["a.p96 < 5ms", '2: unknown metric "p96"; did you mean "p90"?'],
    ["p95 = 5ms", "4: unknown comparator ="],
    ["p95 =< 5ms", "4: unknown comparator =<"],
    ["p95 < 5", '6: "5" is no value for p95'],
    ["p95 < 5 %", '6: "5 %" is no value for p95'],
    ["errors < 5ms", '9: "5ms" is no value for errors'],
    ["p95 <", "5: no value in it"],
    ["p95 < -5ms", '6: "-5ms" is no value for p95'],
    [`p95 < ${"9".repeat(400)}ms`, /is no value for p95/],
  ])("%j cannot be understood", (text, wanted) => {
    expect(problem(text)).toMatch(wanted);
    if (typeof wanted === "string") expect(problem(text)).toBe(wanted);
  });

  it("names an operation of the scenario", () => {
    expect(problem("vlidate.p95 < 5ms", ["validate", "create"])).toBe(
      '0: unknown operation "vlidate"; did you mean "validate"?',
    );
  });

  it("tells the metrics that there are", () => {
    expect(() => parseThreshold("speed > 3")).toThrow(
      expect.objectContaining({ kind: "usage", hint: expect.stringContaining("p99.9, max, mean") }),
    );
  });

  it("never fails but with a ThresholdError", () => {
    const part = fc.constantFrom(
      "p95",
      ".",
      "<",
      "=",
      "5",
      "ms",
      "%",
      "/s",
      " ",
      "\n",
      "é",
      "errors",
    );
    fc.assert(
      fc.property(fc.array(part), parts => {
        try {
          parseThreshold(parts.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(ThresholdError);
        }
      }),
    );
  });
});
