import fc from "fast-check";
import { expect, test } from "vitest";
import { capturedItem, capturedItems } from "../../../src/targets/dynamodb/captured.ts";
import { ExactNumber } from "../../../src/template/scope.ts";
import { canonicalNumber } from "../../../src/values/number.ts";

const captured = (text: string) => capturedItem(JSON.parse(text));

test("an item becomes a map, whatever its attributes are called", () => {
  expect(captured('{"__proto__":{"S":"own"},"M":{"M":{"__proto__":{"N":"1"}}}}')).toEqual(
    new Map<string, unknown>([
      ["__proto__", "own"],
      ["M", new Map([["__proto__", 1]])],
    ]),
  );
});

test("every type has its native value", () => {
  const text =
    '{"a":{"BOOL":false},"b":{"NULL":true},"c":{"B":"AQI="},"d":{"SS":["x"]},"e":{"NS":["1"]},"f":{"BS":["AQI="]},"g":{"L":[{"S":""}]}}';
  const bytes = Buffer.from([1, 2]);
  expect(captured(text)).toEqual(
    new Map<string, unknown>([
      ["a", false],
      ["b", null],
      ["c", bytes],
      ["d", ["x"]],
      ["e", [1]],
      ["f", [bytes]],
      ["g", [""]],
    ]),
  );
});

test.each([
  ["0", 0],
  ["-12.5", -12.5],
  ["1E3", 1000],
  ["0.1", 0.1],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
])("the number %s is a number", (text, number) => {
  expect(captured(`{"n":{"N":"${text}"}}`)).toEqual(new Map([["n", number]]));
});

test.each(["9007199254740993", "1E30", "0.1234567890123456789", "1E-130", "9.9E125"])(
  "no digit of %s is lost",
  text => {
    const value = (captured(`{"n":{"N":"${text}"}}`) as ReadonlyMap<string, unknown>).get("n");
    const kept = value instanceof ExactNumber ? value.text : String(value);
    expect(canonicalNumber(kept)).toBe(canonicalNumber(text));
  },
);

test("a number is exact, whatever its digits", () => {
  const digits = fc.tuple(
    fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
    fc.integer({ min: -80, max: 80 }),
  );
  fc.assert(
    fc.property(digits, ([whole, power]) => {
      const text = `${whole}E${power}`;
      const value = (captured(`{"n":{"N":"${text}"}}`) as ReadonlyMap<string, unknown>).get("n");
      const kept = value instanceof ExactNumber ? value.text : String(value);
      expect(canonicalNumber(kept)).toBe(canonicalNumber(text));
    }),
  );
});

test("nothing is null, and no list is an empty one", () => {
  expect(capturedItem(undefined)).toBeNull();
  expect(capturedItems(undefined)).toEqual([]);
});
