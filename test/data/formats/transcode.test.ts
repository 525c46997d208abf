import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkedItemText } from "../../../src/data/formats/checked-typed.ts";
import { typedText as typedBytes } from "../../../src/data/formats/plain-to-typed.ts";
import { plainItemText } from "../../../src/data/formats/typed-to-plain.ts";
import type { Item } from "../../../src/values/attribute.ts";
import { itemsEqual } from "../../../src/values/equal.ts";
import { itemText, parsePlainItem } from "../../../src/values/plain.ts";
import { toItem } from "../../../src/values/typed.ts";
import { items } from "../../values/arbitrary.ts";
import { malformed, outcome } from "./malformed.ts";

const runs = { numRuns: 3000 };
const plainTexts = fc
  .tuple(items, fc.constantFrom(0, 1))
  .map(([item, indent]) => itemText(item, { indent }));
const typedTexts = fc
  .tuple(items, fc.constantFrom(undefined, "\t"))
  .map(([item, indent]) => JSON.stringify(item, undefined, indent));

/** As a line among others, in which nothing may be looked at. */
function typedText(plain: string): string | undefined {
  const before = Buffer.from('{"a":"');
  const bytes = Buffer.from(plain);
  const block = Buffer.concat([before, bytes, Buffer.from('"}1')]);
  return typedBytes(block, before.length, before.length + bytes.length);
}

function toReadAs(plain: string): void {
  const typed = typedText(plain);
  if (typed === undefined) return;
  const read = outcome(() => parsePlainItem(plain));
  if ("failed" in read) throw new Error(`${JSON.stringify(plain)} was taken as ${typed}`);
  expect(JSON.stringify(JSON.parse(typed))).toBe(JSON.stringify(read.value));
}

/** What a reader of trees says: JSON, DynamoDB's types, and no name twice. */
function checkedTree(text: string): Item | undefined {
  const read = outcome(() => toItem(JSON.parse(text)));
  return "value" in read && !hasTwice(text) ? read.value : undefined;
}

/** Whether an object of this JSON has a name twice: a reviver sees each object, but only once each name. */
function hasTwice(text: string): boolean {
  let names = 0;
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      names += Object.keys(value).length;
    }
    return value;
  });
  const colons = text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '""').split(":").length - 1;
  return colons !== names;
}

function toBeCheckedAs(text: string): void {
  const expected = checkedTree(text);
  const found = outcome(() => checkedItemText(text));
  if (expected === undefined) expect(found).toEqual({ failed: true });
  else expect(found).toEqual({ value: text });
  const wrapped = outcome(() => checkedItemText(`{"Item" :${text}}`));
  if (expected === undefined) expect(wrapped).toEqual({ failed: true });
  else expect(wrapped).toEqual({ value: text.trim() });
}

describe("plain JSON to DynamoDB JSON", () => {
  test("gives what the reader of plain JSON gives", () => {
    fc.assert(fc.property(plainTexts, toReadAs), runs);
  });

  test("takes nothing that the reader refuses, and nothing differently", () => {
    fc.assert(fc.property(malformed(plainTexts), toReadAs), { numRuns: 20_000 });
  });

  test("takes what is common", () => {
    for (const plain of [
      '{"Id":"a","N":-1.50,"E":1e3,"T":true,"F":false,"Z":null,"L":[1,"b",[]],"M":{"x":{}}}',
      ' { "Id" : "a\\n\\u00e9\\ud83d\\ude00😀" , "__proto__" : { "constructor" : 1 } } ',
      "{}",
    ]) {
      expect(typedText(plain)).toBeDefined();
      toReadAs(plain);
    }
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":2}}',
    '{"a":007}',
    `{"a":${"1".repeat(39)}}`,
    '{"a":1E126}',
    '{"a":"\\ud800"}',
    '{"a":"\t"}',
    `{"a":${"[".repeat(33)}${"]".repeat(33)}}`,
    '{"$b":"aGk="}',
    '{"a":{"$ss":["a"]}}',
    "[]",
    "",
    '{"a":1}}',
    '{"a":1',
    '{"a":"b',
    '{"a":"b\\',
    '{"a":tru',
    '{"a":1.}',
    '{"a":.1}',
    '{"a":1+1}',
    `{"a":"${"x".repeat(1024 * 1024)}"}`,
  ])("leaves %j to the reader", plain => expect(typedText(plain)).toBeUndefined());

  test("names that stood in the last item are not taken for those of this one", () => {
    expect(typedText('{"a":1,"b":2}')).toBe('{"a":{"N":"1"},"b":{"N":"2"}}');
    expect(typedText('{"a":1,"c":2,"a":3}')).toBeUndefined();
    expect(typedText('{"a":1,"b":2,"a":3}')).toBeUndefined();
    expect(typedText('{"b":1,"b":2}')).toBeUndefined();
    expect(typedText('{"a":1,"b":2}')).toBe('{"a":{"N":"1"},"b":{"N":"2"}}');
  });
});

describe("DynamoDB JSON out of a file", () => {
  test("is taken as it stands when each value is as DynamoDB has it", () => {
    fc.assert(fc.property(typedTexts, toBeCheckedAs), runs);
  });

  test("is refused where a reader of trees would refuse it, and where a name is there twice", () => {
    fc.assert(
      fc.property(malformed(typedTexts), text => {
        if ("value" in outcome(() => JSON.parse(text))) toBeCheckedAs(text);
        else expect(outcome(() => checkedItemText(text))).toEqual({ failed: true });
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ['{"a":{"S":"x"},"a":{"S":"y"}}', "a name is there twice"],
    ['{"a":{"S":"x"},"\\u0061":{"S":"y"}}', "a name is there twice"],
    ['{"a":{"S":"x","N":"1"}}', "a: must have exactly one of"],
    ['{"a":{"S":"\\ud800"}}', "half of a surrogate pair"],
    [`{"a":{"N":"${"1".repeat(39)}"}}`, "has 39 significant digits"],
    ['{"a":{"N":1}}', "N must be text, not a number"],
    ['{"a":{"B":"a"}}', "base64"],
    ['{"a":{"SS":[]}}', "is an empty set"],
    ['{"a":{"NS":["1","1.0"]}}', "is twice in its set"],
    ['{"a":{"NULL":false}}', "NULL must be true"],
    ['{"a":1}', "must be a typed value"],
    [`{"a":${'{"L":['.repeat(33)}${"]}".repeat(33)}}`, "nested deeper"],
    ['{"Metadata":{},"Keys":{"a":{"S":"x"}},"NewImage":{}}', "incremental export"],
  ])("%j is refused", (text, problem) => {
    expect(() => checkedItemText(text)).toThrow(problem);
    if (!text.includes("Keys")) expect(() => checkedItemText(`{"Item":${text}}`)).toThrow(problem);
  });

  test("an attribute called Item is told from the wrapping", () => {
    for (const bare of ['{"Item":{"S":"x"}}', '{"Item":{"M":{}}}', '{"Item":{"L":[]}}']) {
      expect(checkedItemText(bare)).toBe(bare);
      expect(checkedItemText(`{"Item":${bare}}`)).toBe(bare);
    }
  });

  test("32 levels are taken", () => {
    const deepest = `{"a":${'{"L":['.repeat(32)}${"]}".repeat(32)}}`;
    expect(checkedItemText(deepest)).toBe(deepest);
  });
});

describe("DynamoDB JSON to plain JSON", () => {
  test("gives what the reader of plain JSON reads as the same item", () => {
    fc.assert(
      fc.property(items, item => {
        const plain = plainItemText(JSON.stringify(item));
        if (plain !== undefined) expect(itemsEqual(parsePlainItem(plain), item)).toBe(true);
        if (plain !== undefined) expect(plain).toBe(itemText(item));
      }),
      runs,
    );
  });

  test("keeps escapes, and leaves names with a dollar to the printer", () => {
    expect(plainItemText('{"a":{"S":"\\u00e9\\/"},"b":{"L":[{"NULL":true},{"NS":["1"]}]}}')).toBe(
      '{"a":"\\u00e9\\/","b":[null,{"$ns":[1]}]}',
    );
    expect(plainItemText('{"$b":{"S":"x"}}')).toBeUndefined();
  });
});
