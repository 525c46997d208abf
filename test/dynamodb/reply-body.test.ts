import fc from "fast-check";
import { expect, test } from "vitest";
import { TextBody } from "../../src/dynamodb/reply-body.ts";

const members = ["Item", "Items", "LastEvaluatedKey", "Count", "ScannedCount", "Other", 'q"\\'];
const tree = fc.dictionary(
  fc.constantFrom(...members),
  fc.oneof(
    fc.nat(),
    fc.constant(null),
    fc.string(),
    fc.constantFrom('"Count":5', '{"Item":{"x":1}}', "\\", '\\"'),
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom(...members), fc.jsonValue()),
  ),
);

test("a member is there exactly when the parsed reply has it and it is not empty", () => {
  fc.assert(
    fc.property(
      tree,
      fc.constantFrom(...members),
      fc.constantFrom(0, 1),
      (tree, member, indent) => {
        const text = JSON.stringify(tree, null, indent);
        const value: unknown = Object.hasOwn(tree, member) ? tree[member] : undefined;
        const empty =
          value === undefined ||
          value === null ||
          (typeof value === "object" && Object.keys(value).length === 0);
        // Names that need escapes are not looked for.
        fc.pre(!member.includes('"'));
        expect(new TextBody(Buffer.from(text)).has(member)).toBe(!empty);
      },
    ),
    { numRuns: 500 },
  );
});

test("counts are found whatever the items say", () => {
  const text =
    '{"Items":[{"Count":{"N":"5"},"x":{"S":"\\"Count\\":6"}}],"Count": 1,"ScannedCount":23}';
  const body = new TextBody(Buffer.from(text));
  expect(body.integer("Count")).toBe(1);
  expect(body.integer("ScannedCount")).toBe(23);
});

test("capacity is summed over the tables of a batch", () => {
  const body = new TextBody(
    Buffer.from(
      '{"ConsumedCapacity":[{"TableName":"A","CapacityUnits":0.5},{"TableName":"B","CapacityUnits": 1E1}]}',
    ),
  );
  expect(body.capacityUnits()).toBe(10.5);
  expect(new TextBody(Buffer.from("{}")).capacityUnits()).toBe(0);
});
