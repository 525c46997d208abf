import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatFigure,
  formatMs,
  formatPercent,
  formatRate,
} from "../../src/output/units.ts";

describe("figures for people", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [84_014.4, "84,014"],
    [1_204_331, "1,204,331"],
    [-1234, "-1,234"],
    [-0.2, "0"],
  ])("count %d is %s", (count, text) => expect(formatCount(count)).toBe(text));

  it.each([
    [0, "0"],
    [0.001, "0.001"],
    [0.5123, "0.512"],
    [0.9996, "1.00"],
    [6.04, "6.04"],
    [9.996, "10.0"],
    [48.13, "48.1"],
    [99.96, "100"],
    [119.5, "120"],
    [999.7, "1,000"],
    [30_000, "30,000"],
  ])("%d ms is %s", (ms, text) => expect(formatMs(ms)).toBe(text));

  it.each([
    [0, "0"],
    [0.5, "0.5"],
    [12.34, "12.3"],
    [100, "100"],
    [8401.2, "8,401"],
  ])("figure %d is %s", (value, text) => expect(formatFigure(value)).toBe(text));

  it.each([
    [0, "0 %"],
    [0.00123, "0.123 %"],
    [0.1, "10 %"],
    [1, "100 %"],
  ])("share %d is %s", (share, text) => expect(formatPercent(share)).toBe(text));

  it("says what a rate is of", () => expect(formatRate(8401)).toBe("8,401/s"));

  it.each([
    [0, "0 s"],
    [350.4, "350 ms"],
    [999.6, "1 s"],
    [1400, "1.4 s"],
    [9940, "9.9 s"],
    [9960, "10 s"],
    [59_400, "59 s"],
    [59_600, "1 min"],
    [125_000, "2 min 5 s"],
    [3_599_600, "1 h"],
    [11_100_000, "3 h 5 min"],
  ])("%d ms last %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [0, "a moment ago"],
    [59_000, "1 minute ago"],
    [40 * 60_000, "40 minutes ago"],
    [5_400_000, "2 hours ago"],
    [47 * 3_600_000, "47 hours ago"],
    [12 * 86_400_000, "12 days ago"],
    [700 * 86_400_000, "700 days ago"],
    [1200 * 86_400_000, "3 years ago"],
  ])("%d ms before is %s", (ms, text) => expect(formatAgo(ms)).toBe(text));

  it.each([
    [0, "0 B"],
    [512, "512 B"],
    [1536, "1.5 KB"],
    [409_600, "400 KB"],
    [20 * 1024 ** 2, "20 MB"],
    [1000 * 1024, "0.977 MB"],
    [5 * 1024 ** 4, "5 TB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
