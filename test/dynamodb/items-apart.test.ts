import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemsApart } from "../../src/dynamodb/items-apart.ts";
import { items } from "../values/arbitrary.ts";

const around = fc.record({
  before: fc.constantFrom({}, { ConsumedCapacity: { Items: [{}], CapacityUnits: 0.5 } }),
  after: fc.constantFrom({ Count: 3 }, { LastEvaluatedKey: { Items: { S: '"Items":[' } } }),
});

const page = fc.record({ list: fc.array(items, { maxLength: 5 }), around });

describe("the items of a page apart", () => {
  it("are those that parsing gives, each as it stands", () => {
    fc.assert(
      fc.property(page, ({ list, around: { before, after } }) => {
        const text = JSON.stringify({ ...before, Items: list, ...after });
        const apart = itemsApart(text);
        expect(apart.items).toEqual(list.map(item => JSON.stringify(item)));
        expect(apart.rest).toEqual({ ...before, Items: [], ...after });
      }),
    );
  });

  it("have no line breaks, however the reply is laid out", () => {
    fc.assert(
      fc.property(page, fc.constantFrom(1, "\t"), ({ list }, indent) => {
        const text = ` ${JSON.stringify({ Items: list, Count: 1 }, null, indent)}\r\n`;
        expect(itemsApart(text).items).toEqual(list.map(item => JSON.stringify(item)));
      }),
    );
  });

  it("are none when there is no such list", () => {
    expect(itemsApart('{"Count":0}')).toEqual({ items: [], rest: { Count: 0 } });
    expect(itemsApart("{}").items).toEqual([]);
  });

  it("are refused when the text was cut anywhere and closed again, or joined", () => {
    const whole = JSON.stringify({
      Items: [{ Id: { S: "a" } }, { Id: { S: "b}" }, L: { L: [{ N: "1" }] } }],
      Count: 2,
    });
    for (let end = 0; end < whole.length; end += 1) {
      for (const closed of ["", "}", "]}", '"}', "}]}"]) {
        const text = whole.slice(0, end) + closed;
        if (isJson(text)) continue;
        expect(() => itemsApart(text), text).toThrow(SyntaxError);
      }
    }
    expect(() => itemsApart(`${whole}${whole}`)).toThrow(SyntaxError);
    expect(() => itemsApart('{"Items":[{} {}]}')).toThrow(SyntaxError);
    expect(() => itemsApart('{"Items":[{"a":{"L":[}]}}]}')).toThrow(SyntaxError);
    expect(() => itemsApart('[{"Items":[]}]')).toThrow(SyntaxError);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
