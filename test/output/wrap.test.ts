import { describe, expect, it } from "vitest";
import { columnsOf, signColumns, wrapAfter, wrapWords } from "../../src/output/wrap.ts";

describe("words in lines", () => {
  it("break between words, and within one that is too long", () => {
    expect(wrapWords("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrapWords("ab cdefgh", 3)).toEqual(["ab", "cde", "fgh"]);
  });

  it("leave no blanks where a line ends or begins", () => {
    expect(wrapWords("p95 < 5ms    7 ms", 12)).toEqual(["p95 < 5ms", "7 ms"]);
    expect(wrapWords("p95 < 5ms    7 ms", 10)).toEqual(["p95 < 5ms", "7 ms"]);
  });

  it("stand under the first one's when a mark comes before it", () => {
    expect(wrapAfter("✔ ", "one two three", 9, signColumns)).toEqual(["✔ one two", "  three"]);
    const everywhere = Number.POSITIVE_INFINITY;
    expect(wrapAfter("  ", "one two three", everywhere)).toEqual(["  one two three"]);
  });

  it("have the room that a terminal gives, and all of it elsewhere", () => {
    expect(columnsOf({ isTTY: true, columns: 80 })).toBe(80);
    expect(columnsOf({ isTTY: false, columns: 80 })).toBe(Number.POSITIVE_INFINITY);
  });
});
