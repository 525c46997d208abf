import fc from "fast-check";
import { expect, test } from "vitest";
import type { Hole, RequestNode } from "../../src/dynamodb/request.ts";
import { compileText, fillTree } from "../../src/dynamodb/request-text.ts";

const hole: Hole = {
  hole: true,
  wire: ({ index }) => `{"N":"${index}"}`,
  value: ({ index }) => ({ N: String(index) }),
};
const { node } = fc.letrec<{ node: RequestNode }>(tie => ({
  node: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(hole),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("node"), { maxKeys: 4 }),
  ),
}));

test("a compiled request writes what its filled tree is", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), node), fc.nat(), (input, index) => {
      const scope = { seed: 1, index, vars: {}, now: Date.now };
      const text = compileText(input)(scope);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(fillTree(input, scope))));
    }),
  );
});

test("members that are undefined are left out", () => {
  const scope = { seed: 1, index: 0, vars: {}, now: Date.now };
  expect(compileText({ a: undefined, b: hole, c: undefined, d: 1 })(scope)).toBe(
    '{"b":{"N":"0"},"d":1}',
  );
});
