import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canonicalNumber,
  compareNumbers,
  jsonNumber,
  numberProblem,
  numberText,
} from "../../src/values/number.ts";
import { numberTexts } from "./arbitrary.ts";

/** An exact value to compare with: scaled so that every number in range is an integer. */
function scaled(text: string): bigint {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = BigInt(`${whole.replace(/^[+-]/, "")}${fraction}`);
  const shifted = digits * 10n ** BigInt(300 + Number(power) - fraction.length);
  return whole.startsWith("-") ? -shifted : shifted;
}

describe("numbers as text", () => {
  test.each(["0", "-0", "+5", "007", ".5", "5.", "1e3", "1E+3", "-1.50", "1E-130", "1E125"])(
    "%s is a number to DynamoDB",
    text => expect(numberProblem(text)).toBeUndefined(),
  );

  test.each(["", " 5", "5 ", "0x10", "1_0", "1e", "--5", ".", "e5", "Infinity", "NaN", "１"])(
    "%j is none",
    text => expect(numberProblem(text)).toBe("is not a number"),
  );

  test("38 significant digits fit, zeros around them do not count", () => {
    expect(numberProblem("1".repeat(38))).toBeUndefined();
    expect(numberProblem(`000${"1".repeat(38)}000.000`)).toBeUndefined();
    expect(numberProblem("1".repeat(39))).toContain("39 significant digits");
    expect(numberProblem(`0.${"1".repeat(39)}`)).toContain("39 significant digits");
  });

  test("the range ends where DynamoDB's does", () => {
    expect(numberProblem(`9.${"9".repeat(37)}E+125`)).toBeUndefined();
    expect(numberProblem("1E126")).toContain("too large");
    expect(numberProblem(`1${"0".repeat(126)}`)).toContain("too large");
    expect(numberProblem(`0.${"0".repeat(129)}1`)).toBeUndefined();
    expect(numberProblem("-9.9E-131")).toContain("too small");
    expect(numberProblem("0E999")).toBeUndefined();
    expect(numberProblem(`1E${"9".repeat(400)}`)).toContain("too large");
  });

  test("compare exactly, where doubles would be equal", () => {
    expect(compareNumbers("12345678901234567890", "12345678901234567891")).toBeLessThan(0);
    expect(compareNumbers("-1E125", "-1E-130")).toBeLessThan(0);
    expect(compareNumbers("-0.0", "0E5")).toBe(0);
    fc.assert(
      fc.property(numberTexts, numberTexts, (a, b) => {
        const expected = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0;
        expect(Math.sign(compareNumbers(a, b))).toBe(expected);
        expect(canonicalNumber(a) === canonicalNumber(b)).toBe(expected === 0);
      }),
    );
  });

  test("a canonical number has the value of the number", () => {
    expect(["1.50", "+15e-1", "0015E-1"].map(canonicalNumber)).toEqual(["15E-1", "15E-1", "15E-1"]);
    fc.assert(
      fc.property(numberTexts, text => {
        expect(scaled(canonicalNumber(text))).toBe(scaled(text));
      }),
    );
  });

  test("as JSON they keep value and digits, and stay as they are when they can", () => {
    expect(["+5", "007", ".5", "5.", "-00.50", "1E3"].map(jsonNumber)).toEqual([
      "5",
      "7",
      "0.5",
      "5",
      "-0.50",
      "1E3",
    ]);
    fc.assert(
      fc.property(numberTexts, text => {
        const json = jsonNumber(text);
        expect(() => JSON.parse(json)).not.toThrow();
        expect(scaled(json)).toBe(scaled(text));
        expect(jsonNumber(json)).toBe(json);
      }),
    );
  });

  test("JavaScript's numbers become text that gives them back", () => {
    expect([0, -0, 0.1, 1e21, 1e-7].map(numberText)).toEqual(["0", "0", "0.1", "1e+21", "1e-7"]);
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e125, max: 1e125 }), value => {
        fc.pre(value === 0 || Math.abs(value) >= 1e-130);
        expect(numberProblem(numberText(value))).toBeUndefined();
        expect(Number(numberText(value))).toBe(value === 0 ? 0 : value);
      }),
    );
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e126, 5e-324]) {
      expect(() => numberText(value)).toThrow(`DynamoDB has no number ${value}`);
    }
  });
});
