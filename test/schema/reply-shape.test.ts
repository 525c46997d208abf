import { expect, it } from "vitest";
import {
  flag,
  list,
  mapping,
  moment,
  number,
  oneOf,
  optional,
  readShape,
  text,
} from "../../src/schema/reply-shape.ts";

const shape = mapping({
  Name: text,
  Kind: oneOf("HASH", "RANGE"),
  Count: optional(number, 0),
  At: optional(moment),
  On: optional(flag),
  Parts: optional(list(mapping({ Size: number })), []),
});

it("reads what fits and leaves out what it does not know", () => {
  const reply = { Name: "a", Kind: "HASH", At: "now", Parts: [{ Size: 1, More: 2 }], Other: 3 };
  const value = { Name: "a", Kind: "HASH", Count: 0, At: "now", On: undefined };
  expect(readShape(shape, reply)).toEqual({ ok: true, value: { ...value, Parts: [{ Size: 1 }] } });
});

it("finds everything that does not fit, with its place", () => {
  const reply = { Kind: "HASHH", Count: "7", At: true, On: 1, Parts: [{ Size: 1 }, {}, 5] };
  expect(readShape(shape, reply)).toEqual({
    ok: false,
    findings: [
      { path: ["Name"], message: "missing: Name" },
      {
        path: ["Kind"],
        message: 'expected "HASH" or "RANGE", got "HASHH"; did you mean "HASH"?',
      },
      { path: ["Count"], message: "expected a number, got a string" },
      { path: ["At"], message: "expected a number or a string, got true" },
      { path: ["On"], message: "expected true or false, got 1" },
      { path: ["Parts", "1", "Size"], message: "missing: Size" },
      { path: ["Parts", "2"], message: "expected a mapping, got 5" },
    ],
  });
});

it.each([null, undefined, [], "x", 3])("takes %j for no mapping", value => {
  expect(readShape(shape, value)).toMatchObject({ ok: false, findings: [{ path: [] }] });
});

it("says where a list should be", () => {
  const findings = [{ path: ["Parts"], message: "expected a list, got a mapping" }];
  const reply = { Name: "a", Kind: "RANGE", Parts: {} };
  expect(readShape(shape, reply)).toEqual({ ok: false, findings });
});
