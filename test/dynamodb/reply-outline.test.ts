import fc from "fast-check";
import { expect, test } from "vitest";
import { TextBody } from "../../src/dynamodb/reply-body.ts";

const bodyOf = (tree: unknown, indent = 0) =>
  new TextBody(Buffer.from(JSON.stringify(tree, null, indent)));

const names = ["Items", "Responses", "ConsumedCapacity", "NextToken", 'q"\\', "é", ""];
const name = fc.oneof(fc.constantFrom(...names), fc.string());
const attribute = fc.oneof(
  fc.record({ S: fc.oneof(fc.string(), fc.constantFrom('}},{"', '"Items":[{', "\\", '\\"')) }),
  fc.record({ L: fc.array(fc.record({ M: fc.dictionary(name, fc.record({ S: fc.string() })) })) }),
  fc.record({ M: fc.dictionary(name, fc.record({ S: fc.string() })) }),
);
const items = fc.array(fc.dictionary(name, attribute));

test("each member is what parsing the whole reply gives", () => {
  const reply = fc.dictionary(name, fc.oneof(fc.jsonValue(), items));
  fc.assert(
    fc.property(reply, fc.constantFrom(0, 1), (tree, indent) => {
      const text = JSON.stringify(tree, null, indent);
      const whole = JSON.parse(text) as Record<string, unknown>;
      const body = new TextBody(Buffer.from(text));
      for (const each of [...Object.keys(whole), "Absent"]) {
        const wanted = Object.hasOwn(whole, each) ? whole[each] : undefined;
        expect(body.member(each)).toEqual(wanted);
      }
    }),
    { numRuns: 300 },
  );
});

test("items are counted, whatever they hold", () => {
  fc.assert(
    fc.property(items, items, fc.constantFrom(0, 1), (some, others, indent) => {
      expect(bodyOf({ Count: 1, Items: some, NextToken: "x" }, indent).itemCount()).toBe(
        some.length,
      );
      const batch = {
        ConsumedCapacity: [{}],
        Responses: { A: some, B: others },
        UnprocessedKeys: {},
      };
      expect(bodyOf(batch, indent).itemCount()).toBe(some.length + others.length);
    }),
  );
});

test("a reply without items has none", () => {
  expect(bodyOf({}).itemCount()).toBe(0);
  expect(bodyOf({ ConsumedCapacity: { TableName: "A" } }).itemCount()).toBe(0);
});

test("capacity is the reply's own, not what an item is called", () => {
  const own = { TableName: "A", CapacityUnits: 1.5, Table: { CapacityUnits: 1.5 } };
  const forged = { M: { CapacityUnits: { N: "9" } } };
  const Items = [
    { ConsumedCapacity: forged, text: { S: '"ConsumedCapacity":{"CapacityUnits":9}' } },
  ];
  expect(bodyOf({ Items, ConsumedCapacity: own }).consumedCapacity()).toEqual([own]);
  expect(bodyOf({ ConsumedCapacity: [own, own], Items }).consumedCapacity()).toEqual([own, own]);
  expect(bodyOf({ Items }).consumedCapacity()).toEqual([]);
});
