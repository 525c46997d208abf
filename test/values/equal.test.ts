import fc from "fast-check";
import { expect, test } from "vitest";
import type { AttributeValue } from "../../src/values/attribute.ts";
import { itemsEqual, valuesEqual } from "../../src/values/equal.ts";
import { parsePlain, plainText } from "../../src/values/plain.ts";
import { attributeValues } from "./arbitrary.ts";

test.each<[AttributeValue, AttributeValue]>([
  [{ N: "1.50" }, { N: "15E-1" }],
  [{ N: "-0" }, { N: "0.0" }],
  [{ SS: ["a", "b"] }, { SS: ["b", "a"] }],
  [{ NS: ["1", "2"] }, { NS: ["2.0", "1e0"] }],
  [{ M: { a: { N: "1" }, b: { S: "" } } }, { M: { b: { S: "" }, a: { N: "1.0" } } }],
])("%j equals %j", (a, b) => expect(valuesEqual(a, b) && valuesEqual(b, a)).toBe(true));

test.each<[AttributeValue, AttributeValue]>([
  [{ S: "1" }, { N: "1" }],
  [{ S: "a" }, { S: "A" }],
  [{ S: "aGk=" }, { B: "aGk=" }],
  [{ N: "12345678901234567890" }, { N: "12345678901234567891" }],
  [{ BOOL: true }, { BOOL: false }],
  [{ L: [{ S: "a" }, { S: "b" }] }, { L: [{ S: "b" }, { S: "a" }] }],
  [{ L: [{ S: "a" }] }, { L: [{ S: "a" }, { S: "b" }] }],
  [{ SS: ["a"] }, { SS: ["a", "b"] }],
  [{ M: { a: { S: "x" } } }, { M: { b: { S: "x" } } }],
  [{ M: {} }, { L: [] }],
])("%j does not equal %j", (a, b) => expect(valuesEqual(a, b) || valuesEqual(b, a)).toBe(false));

test("an inherited member is no attribute", () => {
  expect(itemsEqual({ toString: { S: "x" } }, { a: { S: "x" } })).toBe(false);
});

test("two values are equal just when their texts say the same", () => {
  fc.assert(
    fc.property(attributeValues, attributeValues, (a, b) => {
      expect(valuesEqual(a, parsePlain(plainText(a)))).toBe(true);
      expect(valuesEqual(a, b)).toBe(valuesEqual(b, a));
    }),
  );
});
