import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttributeValue } from "../../src/values/attribute.ts";
import { toAttributeValue, toItem } from "../../src/values/typed.ts";
import { items } from "./arbitrary.ts";

describe("DynamoDB's typed JSON", () => {
  test("every item is taken as it is, with null prototypes all the way", () => {
    fc.assert(
      fc.property(items, item => {
        const taken = toItem(JSON.parse(JSON.stringify(item)));
        expect(taken).toEqual(item);
        const check = (value: AttributeValue) => {
          if ("M" in value) {
            expect(Object.getPrototypeOf(value.M)).toBeNull();
            Object.values(value.M).forEach(check);
          }
        };
        check({ M: taken });
      }),
    );
  });

  test.each([
    [null, "item: must be an object, not null"],
    [[], "item: must be an object, not a list"],
    [{ a: "x" }, 'a: must be a typed value such as {"S": "text"}, not a string'],
    [{ a: {} }, "a: must have exactly one of the members S, N, B"],
    [{ a: { S: "x", N: "1" } }, "a: must have exactly one"],
    [{ a: { X: "x" } }, "a: must have exactly one"],
    [{ a: { S: 1 } }, "a: S must be text, not a number"],
    [{ a: { S: "\ud800" } }, "a: has half of a surrogate pair"],
    [{ a: { N: 1 } }, "a: N must be text, not a number"],
    [{ a: { N: "1x" } }, 'a: "1x" is not a number'],
    [{ a: { B: "a" } }, "a: B must be base64"],
    [{ a: { BOOL: "true" } }, "a: BOOL must be true or false"],
    [{ a: { NULL: false } }, "a: NULL must be true"],
    [{ a: { SS: [] } }, "a: is an empty set"],
    [{ a: { NS: ["1", "1.0"] } }, "a[1]: is twice in its set"],
    [{ a: { L: {} } }, "a: L must be a list, not an object"],
    [{ "a.b": { L: [{ M: { c: { BS: ["?"] } } }] } }, '"a.b"[0].c[0]: BS must be base64'],
  ])("%j is refused with the path of the offender", (tree, message) => {
    expect(() => toItem(tree)).toThrow(message);
  });

  test("a number that is no text has a hint", () => {
    expect(() => toAttributeValue({ N: 12 })).toThrow(
      expect.objectContaining({ hint: 'numbers are text in the typed form: {"N": "12"}' }),
    );
  });

  test("hostile depth fails cleanly", () => {
    let tree: unknown = { S: "x" };
    for (let level = 0; level < 32; level++) tree = { L: [tree] };
    expect(toItem({ a: tree })).toBeDefined();
    for (let level = 0; level < 100_000; level++) tree = { M: { a: tree } };
    expect(() => toItem({ a: tree })).toThrow("nested deeper than DynamoDB's 32 levels");
  });
});
