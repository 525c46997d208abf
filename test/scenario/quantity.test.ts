import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLatencyMs, parseRate } from "../../src/scenario/quantity.ts";

describe("a rate", () => {
  it.each([
    ["2000/s", 2000],
    ["300/m", 5],
    ["36/h", 0.01],
    ["2000", 2000],
    [" 0.5 / s ", 0.5],
    ["0/s", 0],
  ])("%j", (text, wanted) => expect(parseRate(text)).toBeCloseTo(wanted, 12));

  it.each(["", "/s", "5/d", "5s", "-5/s", "1e3/s", "fast", "5 per second", `${"9".repeat(20)}/s`])(
    "is not %j",
    text => expect(parseRate(text)).toBeUndefined(),
  );

  it("a second is what was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), rate => {
        expect(parseRate(`${rate}/s`)).toBe(rate);
        expect(parseRate(`${rate}`)).toBe(rate);
        expect(parseRate(`${rate * 60}/m`)).toBeCloseTo(rate, 6);
      }),
    );
  });
});

describe("a latency", () => {
  it.each([
    ["800us", 0.8],
    ["15ms", 15],
    ["1.5s", 1500],
  ])("%j", (text, wanted) => expect(parseLatencyMs(text)).toBeCloseTo(wanted, 12));

  it.each(["", "15", "1m", "ms", "-1ms"])("is not %j", text => {
    expect(parseLatencyMs(text)).toBeUndefined();
  });
});
