import { expect, it } from "vitest";
import { weightedChoice } from "../../src/engine/weights.ts";

it("divides the fractions from 0 to 1 as the weights say, and never chooses a weight of 0", () => {
  const choose = weightedChoice([0, 1, 3, 0]);
  expect([0, 0.249, 0.25, 0.999_999, 1 - 2 ** -53].map(choose)).toEqual([1, 1, 2, 2, 2]);
});

it("keeps to the last one with a weight when sums of fractions round", () => {
  const choose = weightedChoice([0.1, 0.2, 0.3, 0]);
  expect(choose(1)).toBe(2);
});
