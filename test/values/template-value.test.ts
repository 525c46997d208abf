import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ExactNumber, type TemplateValue } from "../../src/template/scope.ts";
import { attributeOf, wireTextOf } from "../../src/values/template-value.ts";
import { awkwardName, awkwardText, numberTexts } from "./arbitrary.ts";

const { value: templateValues } = fc.letrec<{ value: TemplateValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    awkwardText,
    fc.integer(),
    fc
      .double({ noNaN: true, min: -1e100, max: 1e100 })
      .filter(x => x === 0 || Math.abs(x) > 1e-100),
    fc.boolean(),
    fc.constant(null),
    numberTexts.map(text => new ExactNumber(text)),
    fc.uint8Array({ maxLength: 9 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(fc.tuple(awkwardName, tie("value")), { maxLength: 3 })
      .map(entries => new Map(entries)),
  ),
}));

describe("template values", () => {
  test.each<[TemplateValue, unknown]>([
    ["user-7", { S: "user-7" }],
    [42, { N: "42" }],
    [0.1, { N: "0.1" }],
    [true, { BOOL: true }],
    [null, { NULL: true }],
    [new ExactNumber("12345678901234567890.10"), { N: "12345678901234567890.10" }],
    [new Uint8Array([104, 105]), { B: "aGk=" }],
    [["a", 1], { L: [{ S: "a" }, { N: "1" }] }],
    [
      new Map<string, TemplateValue>([["__proto__", 1]]),
      { M: JSON.parse('{"__proto__":{"N":"1"}}') },
    ],
  ])("%j becomes an attribute value", (value, expected) => {
    expect(JSON.stringify(attributeOf(value))).toBe(JSON.stringify(expected));
  });

  test("the wire text is the JSON of the attribute value", () => {
    fc.assert(
      fc.property(templateValues, value => {
        expect(JSON.parse(wireTextOf(value))).toEqual(
          JSON.parse(JSON.stringify(attributeOf(value))),
        );
      }),
    );
  });

  test("bytes of a view are those of the view alone", () => {
    const bytes = new Uint8Array([1, 104, 105, 2]).subarray(1, 3);
    expect(wireTextOf(bytes)).toBe('{"B":"aGk="}');
  });

  test.each([
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    1e126,
    new ExactNumber('1"}'),
    new ExactNumber("1E999"),
  ])("%s is no number of DynamoDB", value => {
    expect(() => attributeOf(value)).toThrow();
    expect(() => wireTextOf([value])).toThrow();
  });
});
