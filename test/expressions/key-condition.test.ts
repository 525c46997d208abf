// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language under test has them
import { describe, expect, test } from "vitest";
import { parseKeyCondition } from "../../src/expressions/parse.ts";
import { renderCondition } from "../../src/expressions/render.ts";
import { failure } from "./failure.ts";
import { inPlace } from "./spelling.ts";

type Key = Parameters<typeof parseKeyCondition>[1];

const text = (name: string) => ({ name, type: "S" as const });
const number = (name: string) => ({ name, type: "N" as const });
const binary = (name: string) => ({ name, type: "B" as const });
const key: Key = { partition: [text("p")], sort: [number("s")] };
const worded: Key = { partition: [text("p")], sort: [text("s")] };
const wide: Key = {
  partition: [number("p"), number("q")],
  sort: [number("s"), number("t")],
};
const understood = (source: string, of = key) =>
  renderCondition(parseKeyCondition(source, of), inPlace);

describe("key conditions", () => {
  test.each([
    ["p = 'x'", "p = 'x'"],
    ["p = 'x' and s > 5", "p = 'x' AND s > 5"],
    ["'x' = p and (5 < s)", "p = 'x' AND s > 5"],
    ["p = 'x' and s between 1 and 2", "p = 'x' AND s BETWEEN 1 AND 2"],
  ])("%s", (source, expected) => expect(understood(source)).toBe(expected));

  test("a key that is text may begin with something", () => {
    expect(understood("begins_with(s, 'O#') and p = 'x'", worded)).toBe(
      "begins_with(s, 'O#') AND p = 'x'",
    );
  });

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
      "a sort key takes =, <, <=, >, >= or between",
    ],
    [`p = 'x' and "a b" = 1`, 12, '"a b" is not a key attribute', `--filter '"a b" = 1'`],
    ["p = 'x' and s.a = 1", 12, '"s.a" is not a key attribute', "a key has no members: s = …"],
    ["p = 'x' or p = 'y'", 0, 'a key condition cannot have "or"', "one query for each side"],
    ["p = 'x' and (a = 1 or a = 2)", 13, 'a key condition cannot have "or"', '"a = 1 or a = 2"'],
    ["not p = 'x'", 0, 'a key condition cannot have "not"', "joined with and"],
    ["p = 'x' and s <> 1", 12, "a key condition cannot have this comparison", "sort key takes ="],
    ["p = 'x' and s in (1)", 12, 'a key condition cannot have "in"', "one query for each value"],
    ["p in ('x')", 0, 'a key condition cannot have "in"', "partition key takes = only"],
    ["a = 1", 0, '"a" is not a key attribute', 'without it: dyn scan … --filter "a = 1"'],
    ["size(a) = 1", 0, "a key condition cannot have this comparison", "a query needs p = …"],
    ["p = 'x' and p = 'y'", 12, 'a second condition on "p"', "one query for each value"],
    ["p > 'x'", 0, 'the partition key "p" takes = only', "use scan"],
    ["s = 1", 5, 'no condition on the partition key "p"', "add p = …, or use scan"],
    ["p = 'x' and s > 1 and s < 9", 22, 'a second condition on "s"', "between 1 and 9"],
    ['p = "x"', 4, "a key is compared with a value", "text stands in single quotes"],
    ["p = size(s)", 4, "a key is compared with a value", undefined],
  ])("%s is refused where it is wrong", (source, offset, problem, hint) => {
    const error = failure(() => parseKeyCondition(source, key));
    expect([error.problem, error.offset]).toEqual([problem, offset]);
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(hint);
  });

  test("in a scenario, what is no key condition belongs under filter", () => {
    const parse = () => parseKeyCondition("p = ${p} and size(a) > 1", key, { parameters: true });
    expect(failure(parse).hint).toBe("it belongs under filter: size(a) > 1");
  });

  test("a near miss of a key attribute suggests it", () => {
    const users = { partition: [text("UserId")], sort: [] };
    const hint = (source: string) => failure(() => parseKeyCondition(source, users)).hint;
    expect(hint("userid = 'x'")).toBe("did you mean UserId?");
    expect(hint("UserId = 'x' and UserID2 = 'y'")).toContain("--filter");
  });

  test.each([
    ["p = 1", 'no condition on the partition key "q"'],
    ["p = 1 and q = 2 and t = 3", '"t" without "s"'],
    ["p = 1 and q = 2 and s > 3 and t = 4", 'a condition after the range of "s"'],
  ])("of several attributes, %s is refused", (source, problem) => {
    expect(failure(() => parseKeyCondition(source, wide)).problem).toBe(problem);
  });

  test("parameters are values", () => {
    const condition = parseKeyCondition("p = ${user}", key, { parameters: true });
    expect(condition).toMatchObject({ right: { kind: "parameter", source: "${user}" } });
  });
});

describe("values of key attributes", () => {
  const bytes: Key = { partition: [binary("p")], sort: [binary("s")] };

  test.each<[string, Key, number, string, string]>([
    ["p = 5", key, 4, "p is a string, not a number", "'5'"],
    ["5 = p", key, 0, "p is a string, not a number", "'5'"],
    ["p = true", key, 4, "p is a string, not true or false", "'true'"],
    ["p = 'x' and s = '2000'", key, 16, "s is a number, not a string", "without quotes: 2000"],
    ["p = 'x' and s > 'new'", key, 16, "s is a number, not a string", "such as s > 5"],
    ["p = 'x' and s between 1 and '2'", key, 28, "s is a number, not a string", ": 2"],
    ["p = 'x' and s between '1' and 2", key, 22, "s is a number, not a string", ": 1"],
    ["p = 'x' and begins_with(s, '19')", key, 27, "s is a number, not a string", "between"],
    ["p = 'x' and begins_with(s, 19)", key, 12, "begins_with takes no number, as s is", "between"],
    ["p = 'x' and begins_with(s, 19)", worded, 27, "s is a string, not a number", "'19'"],
    ["p = 'x'", bytes, 4, "p is binary, not a string", "b64'…'"],
    ["p = ['x']", key, 4, "p is a string, not a list", "single quotes"],
  ])("%s is refused at the value", (source, of, offset, problem, hint) => {
    const error = failure(() => parseKeyCondition(source, of));
    expect([error.problem, error.offset]).toEqual([problem, offset]);
    expect(error.hint).toContain(hint);
  });

  test.each<[string, Key, string]>([
    ["p = 'x' and s between 10 and 9", key, "10 is above 9"],
    ["p = 'x' and s between 'é' and 'z'", worded, "'é' is above 'z'"],
    ["p = b64'AA==' and s between b64'/w==' and b64'AA=='", bytes, "b64'/w==' is above b64'AA=='"],
  ])("%s is upside down", (source, of, problem) => {
    expect(failure(() => parseKeyCondition(source, of)).problem).toBe(problem);
  });

  test("equal ends are a range", () => {
    expect(understood("p = 'x' and s between 1 and 1.0")).toContain("BETWEEN");
  });

  test("that nobody knows yet are left alone", () => {
    const source = "p = ${p} and s between ${low} and ${high}";
    expect(parseKeyCondition(source, key, { parameters: true })).toMatchObject({ kind: "and" });
  });
});

describe("another key of the table", () => {
  const genre = { partition: [text("Genre")], sort: [number("Year")] };
  const own = { partition: [text("Author")], sort: [text("Title")] };
  const books: Key = { ...own, others: [{ index: "ByGenre", key: genre }] };
  const byGenre: Key = { ...genre, others: [{ index: undefined, key: own }] };
  const hint = (source: string, of: Key, parameters = false) =>
    failure(() => parseKeyCondition(source, of, { parameters })).hint;

  test.each([
    ["Genre = 'sf'"],
    ["Genre = 'sf' and Year > 2000"],
    ["Year > 2000 and Genre = 'sf'"],
    ["Genre = 'sf' and Pages > 100"],
    ["Title = 'T' and Genre = 'sf'"],
  ])("is suggested for %s", source => {
    expect(hint(source, books)).toBe("read the index: --index ByGenre");
    expect(hint(source, books, true)).toBe("read the index: index: ByGenre");
  });

  test("is the table's own", () => {
    expect(hint("Author = 'Ann'", byGenre)).toBe("read the table itself: leave out --index");
    expect(hint("Author = 'Ann'", byGenre, true)).toBe("read the table itself: leave out index");
  });

  test("is not suggested when this one is given", () => {
    expect(hint("Author = 'Ann' and Genre = 'sf'", books)).toContain("--filter \"Genre = 'sf'\"");
  });

  test("is worth more than a filter when it takes everything", () => {
    const byYear = { partition: own.partition, sort: [number("Year")] };
    const others = [{ index: "ByYear", key: byYear }];
    const source = "Author = 'Ann' and Year > 2000";
    expect(hint(source, { ...own, others })).toBe("read the index: --index ByYear");
    expect(hint(`${source} and Pages > 9`, { ...own, others })).toContain('--filter "Year > 2000"');
  });

  test("has the name that was meant, however near another is", () => {
    const orders = { partition: [text("OrderId")], sort: [] };
    const others = [{ index: "ByOwner", key: { partition: [text("OwnerId")], sort: [] } }];
    expect(hint("OwnerId = 'x'", { ...orders, others })).toContain("ByOwner");
  });

  test("is not suggested when it lacks its partition", () => {
    expect(hint("Year > 2000", books)).toBe(
      'a query needs Author = …; without it: dyn scan … --filter "Year > 2000"',
    );
    expect(hint("Year > 2000", books, true)).toBe("a query needs Author = …");
  });
});
