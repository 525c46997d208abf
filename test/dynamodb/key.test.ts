import fc from "fast-check";
import { expect, test } from "vitest";
import { keyOf, keyText } from "../../src/dynamodb/key.ts";

const names = ["P", "S"];
const withNumber = (N: string) => keyText({ P: { S: "p" }, S: { N } }, names);

test.each([
  ["1", "1.0"],
  ["100", "1e2"],
  ["-0.50", "-5E-1"],
  ["0", "-0.00"],
  ["+7", "007"],
  ["12345678901234567890123456789012345678", "1.2345678901234567890123456789012345678e37"],
])("the numbers %s and %s make the same key", (one, other) => {
  expect(withNumber(one)).toBe(withNumber(other));
});

test("numbers make the same key exactly when they are equal", () => {
  const number = fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -3, max: 3 }));
  fc.assert(
    fc.property(number, number, ([a, ae], [b, be]) => {
      const equal = a * 10 ** (ae + 3) === b * 10 ** (be + 3);
      expect(withNumber(`${a}e${ae}`) === withNumber(`${b}e${be}`)).toBe(equal);
    }),
    { numRuns: 500 },
  );
});

test("values of different types or places are different keys", () => {
  const texts = [
    keyText({ P: { S: "1" }, S: { S: "2" } }, names),
    keyText({ P: { S: "2" }, S: { S: "1" } }, names),
    keyText({ P: { S: "1" }, S: { B: "2" } }, names),
    keyText({ P: { N: "1" }, S: { S: "2" } }, names),
    keyText({ P: { S: '1","2' }, S: { S: "" } }, names),
  ];
  expect(new Set(texts).size).toBe(texts.length);
});

test("an item without its key has none, whatever its prototype has", () => {
  expect(keyText({ P: { S: "p" } }, names)).toBeUndefined();
  expect(keyOf({ P: { S: "p" } }, ["constructor"])).toBeUndefined();
  expect(keyOf({ P: { S: "p" }, S: { N: "1" }, X: { S: "x" } }, names)).toEqual({
    P: { S: "p" },
    S: { N: "1" },
  });
});
