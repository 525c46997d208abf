import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalItem } from "../../src/values/canonical.ts";
import { itemsEqual } from "../../src/values/equal.ts";
import { items } from "./arbitrary.ts";

describe("the canonical text of an item", () => {
  it("is the same for equal items alone", () => {
    fc.assert(
      fc.property(items, items, (a, b) => {
        expect(canonicalItem(a) === canonicalItem(b)).toBe(itemsEqual(a, b));
      }),
    );
  });

  it("does not depend on how numbers, sets and maps are written", () => {
    const item = {
      Price: { N: "1.50" },
      Tags: { SS: ["b", "a"] },
      Sizes: { NS: ["2.0", "10"] },
      Map: { M: { x: { BOOL: true }, y: { NULL: true as const } } },
    };
    const same = {
      Map: { M: { y: { NULL: true as const }, x: { BOOL: true } } },
      Sizes: { NS: ["1E1", "2"] },
      Tags: { SS: ["a", "b"] },
      Price: { N: "15e-1" },
    };
    expect(canonicalItem(item)).toBe(canonicalItem(same));
  });

  it("tells types apart that look alike", () => {
    const texts = [
      { A: { S: "1" } },
      { A: { N: "1" } },
      { A: { B: "AQ==" } },
      { A: { SS: ["1"] } },
      { A: { NS: ["1"] } },
      { A: { BS: ["AQ=="] } },
      { A: { L: [{ N: "1" }] } },
      { A: { BOOL: true } },
      { A: { S: "true" } },
      { A: { NULL: true as const } },
      { A: { M: {} } },
      { A: { L: [] } },
    ].map(canonicalItem);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
