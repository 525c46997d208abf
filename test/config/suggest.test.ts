import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, editDistance, suggestion } from "../../src/config/suggest.ts";

describe("didYouMean", () => {
  it.each([
    ["biling", ["billing", "indexes"], "billing"],
    ["UserSesions", ["Events", "UserSessions"], "UserSessions"],
    ["ON_DEMAND", ["on-demand"], "on-demand"],
    ["zipff", ["uniform", "zipf"], "zipf"],
    ["teh", ["the"], "the"],
    ["getItem", ["put", "get"], "get"],
    ["transact", ["batchWrite", "transactWrite"], "transactWrite"],
  ])("takes %s for one of %j: %s", (word, candidates, meant) => {
    expect(didYouMean(word, candidates)).toBe(meant);
  });

  it.each([
    ["S", ["N", "B"]],
    ["colour", ["billing", "tags"]],
    ["", ["get"]],
    ["get", []],
  ])("has nothing for %j among %j", (word, candidates) => {
    expect(didYouMean(word, candidates)).toBeUndefined();
  });

  it("finds the exact word before a similar one", () => {
    expect(didYouMean("Table", ["tables", "table"])).toBe("table");
  });
});

describe("a word that is much longer than all that is known", () => {
  it("is not compared letter by letter, however long it is", () => {
    const known = Array.from({ length: 50 }, (_, at) => `candidate-${at}`);
    expect(didYouMean("x".repeat(50_000_000), known)).toBeUndefined();
  });
});

describe("suggestion", () => {
  it("is the end of a message, or nothing", () => {
    expect(suggestion("gett", ["get"])).toBe('; did you mean "get"?');
    expect(suggestion("x", ["get"])).toBe("");
  });
});

describe("editDistance", () => {
  it("counts a swap of neighbours as one", () => {
    expect(editDistance("ab", "ba")).toBe(1);
    expect(editDistance("kitten", "sitting")).toBe(3);
  });

  it("is symmetric, zero only for equal words, and at most the longer length", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
