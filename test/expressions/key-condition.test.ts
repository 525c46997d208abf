// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language under test has them
import { describe, expect, test } from "vitest";
import { parseKeyCondition } from "../../src/expressions/parse.ts";
import { renderCondition } from "../../src/expressions/render.ts";
import { failure } from "./failure.ts";
import { inPlace } from "./spelling.ts";

const key = { partition: ["p"], sort: ["s"] };
const wide = { partition: ["p", "q"], sort: ["s", "t"] };
const understood = (text: string, names = key) =>
  renderCondition(parseKeyCondition(text, names), inPlace);

describe("key conditions", () => {
  test.each([
    ["p = 'x'", "p = 'x'"],
    ["p = 'x' and s > 5", "p = 'x' AND s > 5"],
    ["'x' = p and (5 < s)", "p = 'x' AND s > 5"],
    ["begins_with(s, 'O#') and p = 'x'", "begins_with(s, 'O#') AND p = 'x'"],
    ["p = 'x' and s between 1 and 2", "p = 'x' AND s BETWEEN 1 AND 2"],
  ])("%s", (text, expected) => expect(understood(text)).toBe(expected));

  test("keys of several attributes take a range on the last one given", () => {
    expect(understood("p = 1 and q = 2 and s = 3 and t >= 4", wide)).toBe(
      "p = 1 AND q = 2 AND s = 3 AND t >= 4",
    );
    expect(understood("p = 1 and q = 2 and s >= 3", wide)).toBe("p = 1 AND q = 2 AND s >= 3");
  });

  test.each([
    [
      "p = 'x' and Status = 'open'",
      12,
      '"Status" is not a key attribute',
      `move it to the filter: --filter "Status = 'open'"`,
    ],
    [
      "(size(a) > 1) and p = 'x'",
      1,
      "a key condition cannot have this comparison",
      'move it to the filter: --filter "size(a) > 1"',
    ],
    [
      "p = 'x' and contains(s, 'y')",
      12,
      'a key condition cannot have "contains"',
      `--filter "contains(s, 'y')"`,
    ],
    [`p = 'x' and "a b" = 1`, 12, '"a b" is not a key attribute', `--filter '"a b" = 1'`],
    ["p = 'x' and s.a = 1", 12, '"s.a" is not a key attribute', '--filter "s.a = 1"'],
    ["p = 'x' or p = 'y'", 0, 'a key condition cannot have "or"', "joined with and"],
    ["not p = 'x'", 0, 'a key condition cannot have "not"', "joined with and"],
    ["p = 'x' and s <> 1", 12, "a key condition cannot have this comparison", '--filter "s <> 1"'],
    ["p = 'x' and s in (1)", 12, 'a key condition cannot have "in"', '--filter "s in (1)"'],
    ["p > 'x'", 0, 'the partition key "p" takes = only', "use scan"],
    ["s = 1", 5, 'no condition on the partition key "p"', "add p = …, or use scan"],
    ["p = 'x' and s > 1 and s < 9", 22, 'a second condition on "s"', "between 1 and 9"],
    ['p = "x"', 4, "a key is compared with a value", "text stands in single quotes"],
    ["p = size(s)", 4, "a key is compared with a value", undefined],
  ])("%s is refused where it is wrong", (text, offset, problem, hint) => {
    const error = failure(() => parseKeyCondition(text, key));
    expect([error.problem, error.offset]).toEqual([problem, offset]);
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(hint);
  });

  test("in a scenario, what is no key condition belongs under filter", () => {
    const parse = () => parseKeyCondition("p = ${p} and size(a) > 1", key, { parameters: true });
    expect(failure(parse).hint).toBe("it belongs under filter: size(a) > 1");
  });

  test("a near miss of a key attribute suggests it", () => {
    const names = { partition: ["UserId"], sort: [] };
    expect(failure(() => parseKeyCondition("userid = 'x'", names)).hint).toBe(
      "did you mean UserId?",
    );
  });

  test.each([
    ["p = 1", 'no condition on the partition key "q"'],
    ["p = 1 and q = 2 and t = 3", '"t" without "s"'],
    ["p = 1 and q = 2 and s > 3 and t = 4", 'a condition after the range of "s"'],
  ])("of several attributes, %s is refused", (text, problem) => {
    expect(failure(() => parseKeyCondition(text, wide)).problem).toBe(problem);
  });

  test("parameters are values", () => {
    const condition = parseKeyCondition("p = ${user}", key, { parameters: true });
    expect(condition).toMatchObject({ right: { kind: "parameter", source: "${user}" } });
  });
});
