import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDuration } from "../../src/config/duration.ts";

describe("a duration", () => {
  it.each([
    ["500ms", 500],
    ["2s", 2_000],
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    ["30d", 2_592_000_000],
    [" 2s ", 2_000],
    ["0s", 0],
  ])("%s is %d ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "2", "s", "2 s", "-2s", "2s!", "2S", "1e3s", `${"9".repeat(400)}d`])(
    "%j is none",
    text => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it("adds its parts", () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(59), fc.nat(59), fc.nat(999), (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).toBe(((h * 60 + m) * 60 + s) * 1_000 + ms);
      }),
    );
  });
});
