import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueFinder } from "../../../src/data/transfer/value-finder.ts";
import { attributeOf, type Item } from "../../../src/values/attribute.ts";

const name = fc.oneof(
  fc.constantFrom("PK", "SK", "__proto__", "", 'a"b', "a\\", "é", "}"),
  fc.string({ maxLength: 5 }),
);
const leaf = fc.oneof(
  fc.string().map(S => ({ S })),
  fc.integer().map(N => ({ N: `${N}` })),
  fc.constantFrom(
    { S: '"}' },
    { S: "\\" },
    { S: '\\"' },
    { NULL: true as const },
    { BS: ["AA=="] },
  ),
);
const nested = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }).map(L => ({ L })),
  fc.dictionary(name, leaf, { maxKeys: 3 }).map(M => ({ M })),
);

describe("finding attributes in text", () => {
  it("finds what parsing the whole of it finds, however it is spaced", () => {
    fc.assert(
      fc.property(
        fc.dictionary(name, nested, { maxKeys: 6, noNullPrototype: false }),
        fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(0, 1, "\t"),
        (item, names, indent) => {
          const text = JSON.stringify(item, null, indent);
          const parsed = JSON.parse(text) as Item;
          expect(valueFinder(names)(text)).toEqual(names.map(each => attributeOf(parsed, each)));
        },
      ),
    );
  });

  it("takes names that are escaped for what they are", () => {
    expect(valueFinder(["PK"])('{"\\u0050K":{"S":"a"}}')).toEqual([{ S: "a" }]);
  });
});
