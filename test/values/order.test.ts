import fc from "fast-check";
import { expect, test } from "vitest";
import type { AttributeValue } from "../../src/values/attribute.ts";
import { compareKeys } from "../../src/values/order.ts";

test.each<[AttributeValue, AttributeValue]>([
  [{ N: "9" }, { N: "10" }],
  [{ N: "-10" }, { N: "-9.5" }],
  [{ S: "10" }, { S: "9" }],
  [{ S: "Z" }, { S: "a" }],
  // UTF-8 puts a code point beyond 16 bits last, UTF-16 does not.
  [{ S: "\uffee" }, { S: "😀" }],
  [{ B: "AA==" }, { B: "/w==" }],
])("%j comes before %j", (a, b) => {
  expect(compareKeys(a, b)).toBeLessThan(0);
  expect(compareKeys(b, a)).toBeGreaterThan(0);
  expect(compareKeys(a, a)).toBe(0);
});

test("values of two types have no order, nor have those that no key takes", () => {
  expect(compareKeys({ N: "1" }, { S: "1" })).toBeUndefined();
  expect(compareKeys({ BOOL: true }, { BOOL: true })).toBeUndefined();
});

test("strings sort by code point", () => {
  const text = fc.string({ unit: "grapheme" });
  const points = (from: string) => Array.from(from, each => each.codePointAt(0) ?? 0);
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [left, right] = [points(a), points(b)];
      const at = left.findIndex((point, n) => point !== right[n]);
      const expected = at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
      expect(Math.sign(compareKeys({ S: a }, { S: b }) ?? Number.NaN)).toBe(Math.sign(expected));
    }),
  );
});
