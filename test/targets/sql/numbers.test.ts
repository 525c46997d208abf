import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimals, holds, includes, integers } from "../../../src/targets/sql/numbers.ts";

describe("numbers of a column", () => {
  it.each([
    [integers(2), ["32767", "-32768", "3.2767E4", "0"], ["32768", "-32769", "1.5", "1E-1", "1E40"]],
    [integers(1, true), ["0", "255"], ["-1", "256"]],
    [decimals(6, 2), ["1234.56", "-9999.99", "0.01", "1E3", "12.50"], ["1.005", "10000", "1E-3"]],
    [decimals(2, 2), ["0.99", "0"], ["1", "0.999"]],
    [decimals(3, -2), ["12300", "0"], ["12345", "1230000", "0.5"]],
    [
      { kind: "float", bytes: 8 } as const,
      ["0.1", "1E100"],
      ["12345678901234567890", "0.12345678901234567890"],
    ],
    [{ kind: "float", bytes: 4 } as const, ["0.1", "123456"], ["1234567", "1E40"]],
    [{ kind: "any" } as const, ["1E125", "-1E-130"], []],
  ])("%o are kept to the digit, or not at all", (range, kept, others) => {
    expect(kept.filter(text => !holds(range, text))).toEqual([]);
    expect(others.filter(text => holds(range, text))).toEqual([]);
  });

  it("of one column fit another whenever it holds each of them", () => {
    const range = fc.oneof(
      fc.constantFrom(integers(2), integers(4), integers(4, true), integers(8)),
      fc
        .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 5 }))
        .map(([whole, scale]) => decimals(whole + scale, scale)),
    );
    const number = fc.oneof(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
      fc.integer({ min: -99999, max: 99999 }).map(each => String(each / 1000)),
    );
    fc.assert(
      fc.property(range, range, number, (into, from, text) => {
        fc.pre(includes(into, from) && holds(from, text));
        expect(holds(into, text)).toBe(true);
      }),
    );
  });
});
