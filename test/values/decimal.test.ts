import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactSum } from "../../src/values/decimal.ts";
import { compareNumbers, numberProblem } from "../../src/values/number.ts";
import { numberTexts } from "./arbitrary.ts";

const stored = fc.oneof(
  numberTexts.filter(text => numberProblem(text) === undefined),
  fc.maxSafeInteger().map(String),
);

/** Numbers have no digit below 1E-167, so at this scale all of them are whole. */
const scale = 170;

function scaled(text: string): bigint {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match ?? [];
  const magnitude =
    BigInt(`0${whole}${fraction}`) * 10n ** BigInt(scale + Number(exponent) - fraction.length);
  return sign === "-" ? -magnitude : magnitude;
}

const sumOf = (texts: readonly string[]): ExactSum => {
  const sum = new ExactSum();
  for (const text of texts) sum.add(text);
  return sum;
};

describe("an exact sum", () => {
  it("is that of whole numbers at a common scale, digit by digit", () => {
    fc.assert(
      fc.property(fc.array(stored, { maxLength: 20 }), texts => {
        const expected = texts.reduce((sum, text) => sum + scaled(text), 0n);
        expect(scaled(sumOf(texts).toString())).toBe(expected);
      }),
    );
  });

  it("comes to nothing when everything is taken away again, in any order", () => {
    fc.assert(
      fc.property(fc.array(stored, { maxLength: 20 }), texts => {
        const sum = sumOf(texts);
        for (const text of texts.toReversed()) sum.add(text, -1);
        expect(sum.toString()).toBe("0");
        expect(sum.compare("0")).toBe(0);
      }),
    );
  });

  it("compares as numbers do", () => {
    fc.assert(
      fc.property(stored, stored, (a, b) => {
        expect(Math.sign(new ExactSum().add(a).compare(b))).toBe(Math.sign(compareNumbers(a, b)));
      }),
    );
  });

  it.each([
    [["0.1", "0.2"], "0.3"],
    [["9007199254740993", "1"], "9007199254740994"],
    [
      ["99999999999999999999999999999999999999", "0.01"],
      "99999999999999999999999999999999999999.01",
    ],
    [["1E125", "1E-130", "-1E125"], "1E-130"],
    [["1E+125"], "1E125"],
    [["1.50", "-0.5"], "1"],
    [["-0.05"], "-0.05"],
    [["1000000"], "1000000"],
  ])("%s make %s", (texts, text) => {
    expect(sumOf(texts).toString()).toBe(text);
  });

  it("takes numbers only", () => {
    expect(() => new ExactSum().add("twelve")).toThrow('"twelve" is not a number');
  });
});
