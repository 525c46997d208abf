import fc from "fast-check";
import type { AttributeValue, Item } from "../../src/values/attribute.ts";
import { emptyItem } from "../../src/values/attribute.ts";
import { canonicalNumber } from "../../src/values/number.ts";

/** Text with what breaks careless code in it: quotes, controls, bidi marks, emoji, accents that combine. */
export const awkwardText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    "",
    "'",
    '"',
    "\\",
    "\n\t\u0000",
    "\u202eabc",
    "👩‍👩‍👧",
    "e\u0301",
    "\u2028",
    "\u007f\u0085",
  ),
);

export const awkwardName = fc.oneof(
  { weight: 1, arbitrary: awkwardText.filter(name => name !== "") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...["__proto__", "constructor", "toString", "hasOwnProperty", "size", "and", "1", "10"],
      ...["$", "$b", "$ss", "$ns", "$bs", "$$b", "$x", "a.b", "a-b", "a[0]", "UserId", "Größe"],
    ),
  },
);

/** Numbers as DynamoDB takes them: up to 38 digits, the whole range, every way to write them. */
export const numberTexts = fc
  .record({
    sign: fc.constantFrom("", "", "-", "+"),
    zeros: fc.constantFrom("", "0", "000"),
    digits: fc.stringMatching(/^[0-9]{1,38}$/),
    point: fc.nat({ max: 38 }),
    exponent: fc.option(fc.integer({ min: -90, max: 80 })),
    letter: fc.constantFrom("e", "E", "e+"),
  })
  .map(({ sign, zeros, digits, point, exponent, letter }) => {
    const whole = digits.slice(0, point);
    const fraction = point < digits.length ? `.${digits.slice(point)}` : "";
    const power = exponent === null ? "" : exponent < 0 ? `E${exponent}` : `${letter}${exponent}`;
    return `${sign}${zeros}${whole}${fraction}${power}`;
  });

const base64 = fc.uint8Array({ maxLength: 12 }).map(bytes => Buffer.from(bytes).toString("base64"));

const set = <T>(member: fc.Arbitrary<T>, identity: (member: T) => unknown) =>
  fc.uniqueArray(member, { minLength: 1, maxLength: 5, selector: identity });

function toItem(entries: readonly (readonly [string, AttributeValue])[]): Item {
  const item = emptyItem();
  for (const [name, value] of entries) item[name] = value;
  return item;
}

/** Values of every type, and items of them, with numbers written like these. */
export function valuesWith(numbers: fc.Arbitrary<string>) {
  return fc.letrec<{ value: AttributeValue; item: Item }>(tie => ({
    value: fc.oneof(
      { maxDepth: 4 },
      awkwardText.map(S => ({ S })),
      numbers.map(N => ({ N })),
      base64.map(B => ({ B })),
      fc.boolean().map(BOOL => ({ BOOL })),
      fc.constant({ NULL: true as const }),
      set(awkwardText, text => text).map(SS => ({ SS })),
      set(numbers, canonicalNumber).map(NS => ({ NS })),
      set(base64, text => text).map(BS => ({ BS })),
      fc.array(tie("value"), { maxLength: 4 }).map(L => ({ L })),
      tie("item").map(M => ({ M })),
    ),
    item: fc
      .uniqueArray(fc.tuple(awkwardName, tie("value")), {
        maxLength: 4,
        selector: ([name]) => name,
      })
      .map(toItem),
  }));
}

export const { value: attributeValues, item: items } = valuesWith(numberTexts);
