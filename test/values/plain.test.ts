import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DynError } from "../../src/errors.ts";
import type { AttributeValue } from "../../src/values/attribute.ts";
import { valuesEqual } from "../../src/values/equal.ts";
import { itemText, parsePlain, parsePlainItem, plainText } from "../../src/values/plain.ts";
import { attributeValues, items } from "./arbitrary.ts";

function failure(run: () => unknown): DynError {
  try {
    run();
  } catch (error) {
    if (error instanceof DynError) return error;
    throw error;
  }
  throw new Error("it should have failed");
}

const messageOf = (text: string) => failure(() => parsePlain(text, "key")).message;

describe("plain JSON", () => {
  test("reads each type as DynamoDB's", () => {
    const text = `{"s":"a","n":-12.50,"t":true,"f":false,"z":null,"l":[1,"b"],"m":{"x":{}},
      "b":{"$b":"aGk="},"ss":{"$ss":["a","b"]},"ns":{"$ns":[1,2.0]},"bs":{"$bs":["aGk="]}}`;
    expect({ ...parsePlainItem(text) }).toEqual({
      s: { S: "a" },
      n: { N: "-12.50" },
      t: { BOOL: true },
      f: { BOOL: false },
      z: { NULL: true },
      l: { L: [{ N: "1" }, { S: "b" }] },
      m: { M: { x: { M: {} } } },
      b: { B: "aGk=" },
      ss: { SS: ["a", "b"] },
      ns: { NS: ["1", "2.0"] },
      bs: { BS: ["aGk="] },
    });
  });

  test("every value comes back from its text as it was", () => {
    fc.assert(
      fc.property(attributeValues, fc.constantFrom(0, 2), (value, indent) => {
        const text = plainText(value, { indent });
        const back = parsePlain(text);
        expect(valuesEqual(back, value)).toBe(true);
        expect(plainText(back, { indent })).toBe(text);
        expect(() => JSON.parse(text)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  test("every item comes back from its text as it was", () => {
    fc.assert(
      fc.property(items, item => {
        const back = parsePlainItem(itemText(item));
        expect(valuesEqual({ M: back }, { M: item })).toBe(true);
        expect(Object.getPrototypeOf(back)).toBeNull();
      }),
    );
  });

  test("reads any JSON that JSON.parse reads", () => {
    const untag = (_: string, value: unknown) => {
      const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
      return names.length === 1 && names[0]?.startsWith("$") ? {} : value;
    };
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4, noUnicodeString: false }),
        fc.boolean(),
        (json, spaced) => {
          const tree = JSON.parse(json, untag) as unknown;
          const text = JSON.stringify(tree, undefined, spaced ? "\t" : 0);
          fc.pre(!/e[+-]?\d{3}/.test(text));
          expect(JSON.parse(plainText(parsePlain(text)))).toEqual(tree);
        },
      ),
    );
  });

  test("digits are kept that a double would lose", () => {
    for (const digits of ["12345678901234567890123456789012345678", "0.10", "1E+3", "1e-130"]) {
      expect(parsePlain(digits)).toEqual({ N: digits });
      expect(plainText({ N: digits })).toBe(digits);
    }
  });

  test("a lone name with a dollar is escaped, among others it is not", () => {
    expect(plainText({ M: { $b: { S: "x" } } })).toBe('{"$$b":"x"}');
    expect(plainText({ M: { $: { S: "x" } } })).toBe('{"$$":"x"}');
    expect(plainText({ M: { $b: { S: "x" }, a: { N: "1" } } })).toBe('{"$b":"x","a":1}');
    expect(parsePlain('{"$$$ss":1}')).toEqual({ M: { $$ss: { N: "1" } } });
    expect(parsePlain('{"$ss":["a"],"a":1}')).toEqual({
      M: { $ss: { L: [{ S: "a" }] }, a: { N: "1" } },
    });
    expect(itemText({ $b: { S: "aGk=" } })).toBe('{"$$b":"aGk="}');
  });

  test("`__proto__` is an attribute like others", () => {
    const item = parsePlainItem('{"__proto__":{"__proto__":1},"constructor":2}');
    expect(Object.keys(item)).toEqual(["__proto__", "constructor"]);
    expect(itemText(item)).toBe('{"__proto__":{"__proto__":1},"constructor":2}');
    expect(({} as Record<string, unknown>).M).toBeUndefined();
  });

  test("prints with an indent, tags on one line", () => {
    const text = itemText(
      { a: { L: [{ N: "1" }] }, b: { SS: ["x"] }, c: { M: {} } },
      { indent: 2 },
    );
    expect(text).toBe('{\n  "a": [\n    1\n  ],\n  "b": {"$ss": ["x"]},\n  "c": {}\n}');
  });

  test.each([
    ["", "key:1:1  expected a value, found the end"],
    ['\n  {"a": tru}', 'key:2:9  expected a value, found "tru"'],
    ['{"a":1,}', 'key:1:8  expected a name, found "}"'],
    ["{'a':1}", `key:1:2  expected a name, found "'a'"`],
    ['{"a" 1}', 'key:1:6  expected ":", found "1"'],
    ['{"a":1 "b":2}', 'key:1:8  expected "," or "}", found "\\""'],
    ["[1 2]", 'key:1:4  expected "," or "]", found "2"'],
    ["[1,", "key:1:4  expected a value, found the end"],
    ['{"a":1,\n "a":2}', 'key:2:2  the name "a" is there twice'],
    ['{"__proto__":1,"__proto__":2}', 'key:1:16  the name "__proto__" is there twice'],
    ["1 2", 'key:1:3  expected the end, found "2"'],
    ['"abc', 'key:1:1  expected the closing ", found the end'],
    ['"abc\\', 'key:1:1  expected the closing ", found the end'],
    ['"a\nb"', "key:1:3  a control character within text"],
    ['"a\\x41"', "key:1:3  no such escape in JSON"],
    ['"\\\\\\u12"', "key:1:4  no such escape in JSON"],
    ["007", "key:1:1  a number with leading zeros"],
    ["-", "key:1:2  expected a digit, found the end"],
    ["1.x", 'key:1:3  expected a digit, found "x"'],
    ["+5", 'key:1:1  expected a value, found "+5"'],
    ["1E126", "key:1:1  this number is too large; DynamoDB's numbers end below 1E+126"],
    ["1".repeat(39), "key:1:1  this number has 39 significant digits; DynamoDB keeps 38"],
    ["NaN", 'key:1:1  expected a value, found "NaN"'],
    ['"\\ud800"', "key:1:1  half of a surrogate pair, which UTF-8 cannot hold"],
    ['"\ud800"', "key:1:1  half of a surrogate pair, which UTF-8 cannot hold"],
    ['[{"$b":"a"}]', "key:1:2  $b takes base64 text, with its padding"],
    ['{"$b":1}', "key:1:1  $b takes base64 text, with its padding"],
    ['{"$ss":[]}', "key:1:1  $ss is empty, and DynamoDB stores no empty set"],
    ['{"$ss":["a",1]}', "key:1:1  $ss takes a list of strings only"],
    ['{"$ns":[1,1.0]}', 'key:1:1  $ns has "1.0" twice'],
    ['{"$ns":"1"}', "key:1:1  $ns takes a list of numbers"],
    ['{"$bs":["a"]}', "key:1:1  $bs takes a list of base64 texts only"],
    ['{"$date":1}', 'key:1:1  "$date" is no tag of plain JSON'],
  ])("%j is refused with its place", (text, message) => expect(messageOf(text)).toBe(message));

  test("an unknown tag says what the tags are, and how to write the name", () => {
    expect(failure(() => parsePlain('{"$date":1}')).hint).toContain(
      'with the one name "$date" is written with "$$date"',
    );
  });

  test("an item is an object of attributes", () => {
    expect(failure(() => parsePlainItem("[1]", "item")).message).toContain(
      "item:1:1  an item must be",
    );
    expect(failure(() => parsePlainItem('{"$b":"aGk="}')).kind).toBe("invalid");
  });

  test("a line out of a file is counted from where it stands", () => {
    const source = { name: "orders.jsonl", line: 1204 };
    expect(failure(() => parsePlainItem('{"a":}', source)).message).toMatch(
      /^orders\.jsonl:1204:6 /,
    );
  });

  test("32 levels of lists and maps are read and printed, with sets below them", () => {
    const nested = (levels: number, leaf: string) =>
      `${"[".repeat(levels)}${leaf}${"]".repeat(levels)}`;
    const deepest = nested(32, '{"$ss":["a"]}');
    expect(plainText(parsePlain(deepest))).toBe(deepest);
    expect(messageOf(nested(33, "1"))).toBe("key:1:33  nested deeper than DynamoDB's 32 levels");
    expect(messageOf(nested(32, '{"$$ss":["a"]}'))).toContain("nested deeper");
    expect(itemText(parsePlainItem(`{"a":${deepest}}`))).toBe(`{"a":${deepest}}`);
    expect(() => parsePlainItem(`{"a":[${deepest}]}`)).toThrow("nested deeper");
  });

  test.each(["[", '{"a":', '{"$ss":', '[{"$$b":'])("a million times %j fails cleanly", open => {
    expect(messageOf(open.repeat(1e6))).toContain("nested deeper");
  });

  test("a value too deep to be DynamoDB's is not printed", () => {
    let value: AttributeValue = { S: "x" };
    for (let level = 0; level < 100_000; level++) value = { L: [value] };
    expect(failure(() => plainText(value)).message).toContain("nested deeper");
  });
});
