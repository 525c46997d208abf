// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language under test has them
import { describe, expect, test } from "vitest";
import {
  parseCondition,
  parseProjection,
  parseUpdate,
  parseValue,
} from "../../src/expressions/parse.ts";
import { renderCondition, renderUpdate } from "../../src/expressions/render.ts";
import { compileValue } from "../../src/template/template.ts";
import { failure } from "./failure.ts";
import { inPlace } from "./spelling.ts";

/** How the parser understood a condition, written out again. */
const understood = (text: string) => renderCondition(parseCondition(text), inPlace);

describe("conditions", () => {
  test.each([
    ["a = 1 or b = 2 and not c = 3", "a = 1 OR b = 2 AND NOT c = 3"],
    ["(a = 1 or b = 2) and c = 3", "(a = 1 OR b = 2) AND c = 3"],
    ["((a = 1)) AND ((b = 2 and c = 3))", "a = 1 AND b = 2 AND c = 3"],
    ["NOT (a = 1 And b = 2)", "NOT (a = 1 AND b = 2)"],
    ["not not a = 1", "NOT (NOT a = 1)"],
    ["a != 1", "a <> 1"],
    ["1 <= a", "1 <= a"],
    ["a between 1 and 2 and b = 3", "a BETWEEN 1 AND 2 AND b = 3"],
    ["a in (1, 'x', b)", "a IN (1, 'x', b)"],
    ["Begins_With(a, 'x') or contains(b, c)", "begins_with(a, 'x') OR contains(b, c)"],
    [
      "attribute_exists(a[0].b) and attribute_type(c, 'SS')",
      `attribute_exists(a[0].b) AND attribute_type(c, 'SS')`,
    ],
    ["size(a) > 2 and size = 3", 'size(a) > 2 AND "size" = 3'],
    ['`od``d` = 1 and "a.b"."it""s" = 2', '"od`d" = 1 AND "a.b"."it""s" = 2'],
    ["Größe=5 and a.in=6", '"Größe" = 5 AND a."in" = 6'],
    ["a=-5 and b=+1.50E3", "a = -5 AND b = 1.50E3"],
    ["a = 'it''s' and b = \n\t b64'aGk='", "a = 'it''s' AND b = b64'aGk='"],
    ["a = TRUE or a = False or a = null", "a = true OR a = false OR a = null"],
    ["a = [1, 'x', []] and b = {x: 1, 'y z': {}}", `a = [1, 'x', []] AND b = {x: 1, "y z": {}}`],
    [
      "a = <<1, 2>> or a = <<'x'>> or a = <<b64'aGk='>>",
      "a = <<1, 2>> OR a = <<'x'>> OR a = <<b64'aGk='>>",
    ],
    ["a = '${x}'", "a = '${x}'"],
  ])("%s", (text, expected) => expect(understood(text)).toBe(expected));

  test.each([
    ["a == 1", 2, "== is no comparison", "equal is a single ="],
    ["a = 1 && b = 2", 6, "&& is no operator", "write and"],
    ["a = 1 || b = 2", 6, "|| is no operator", "write or"],
    ["!a = 1", 0, "! is no operator", "write not, or <> for unequal"],
    ["#n = 1", 0, "#n is a placeholder", "names go in place"],
    ["a = :v", 4, ":v is a placeholder", "literals go in place"],
    ["a between :low and :high", 10, ":low is a placeholder", "literals go in place"],
    ["user-id = 1", 4, 'expected a comparison, found "-"', 'stands in double quotes: "user-id"'],
    ["a = 'x", 4, "text is not closed", "add a closing '"],
    ['"a = 1', 0, "a quoted name is not closed", 'add a closing "'],
    ["a like 'x%'", 2, 'expected a comparison, found "like"', "begins_with(a, 'text')"],
    ["a not in (1)", 2, 'expected a comparison, found "not"', "not goes in front"],
    ["a is null", 2, 'expected a comparison, found "is"', "attribute_exists(a)"],
    ["a in [1]", 5, 'expected "(", found "["', "in parentheses"],
    ["a", 1, "expected a comparison, found the end", "such as ="],
    ["", 0, "expected a value, found the end", "such as"],
    ["and = 1", 0, 'expected a name, found "and"', '"and"'],
    ["a = 1 b = 2", 6, 'expected the end, found "b"', "and, or"],
    ["(a = 1", 6, 'expected ")", and or or, found the end', undefined],
    ["a = 12abc", 4, '"12abc" is neither a number nor a name', "single quotes"],
    ["a = 1E126", 4, "this number is too large; DynamoDB's numbers end below 1E+126", undefined],
    ["beginswith(a, 'x')", 0, '"beginswith" is no function here', "did you mean begins_with?"],
    ["foo(a)", 0, '"foo" is no function here', "there are attribute_exists"],
    [
      "begins_with(a)",
      0,
      "begins_with takes 2 arguments, not 1",
      "write begins_with(path, 'text')",
    ],
    ["attribute_exists('a')", 17, "attribute_exists takes a path", "write attribute_exists(path)"],
    ["attribute_type(a, 'string')", 18, "no type of DynamoDB", "'S', 'N'"],
    ["a = <<>>", 4, "an empty set, which DynamoDB does not store", undefined],
    ["a = <<1, 'x'>>", 4, "a set has members of one kind: text, numbers or binary", undefined],
    ["a = <<[1]>>", 6, "a set has members of one kind: text, numbers or binary", undefined],
    ["a = <<1, 1.0>>", 4, '"1.0" is twice in its set', undefined],
    ["a = {x: 1, x: 2}", 11, 'the name "x" is there twice', undefined],
    ["a = b64'a'", 4, "b64 takes base64 with its padding", undefined],
    ["a[x] = 1", 2, 'expected a position from 0, found "x"', undefined],
    ["a = ${x}", 4, "${…} works in scenario files only", "literals go in place"],
    ['"" = 1', 0, "an empty name", "single quotes"],
    ["a = 1 % 2", 6, "% is no operator of DynamoDB", "in SET"],
    ["a = \u202e1", 4, 'unexpected "\u202e"', "odd characters"],
    [
      `a in (${Array.from({ length: 101 }, (_, i) => i).join()})`,
      296,
      "more than 100 values in one IN, DynamoDB's limit",
      undefined,
    ],
  ])("%s is refused where it is wrong", (text, offset, problem, hint) => {
    const error = failure(() => parseCondition(text));
    expect([error.problem, error.offset, error.kind]).toEqual([problem, offset, "usage"]);
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(hint);
  });

  test("an error shows the expression with a caret under the mistake", () => {
    expect(failure(() => parseCondition("PK == 'x'")).message).toBe(
      ["== is no comparison", "       PK == 'x'", "          ^"].join("\n"),
    );
    const long = `${"a = 1 and ".repeat(20)}b ~ 2${" and a = 1".repeat(20)}`;
    expect(failure(() => parseCondition(long)).message.split("\n")).toEqual([
      'unexpected "~"',
      expect.stringMatching(/^ {7}….{34}b ~ 2.{33}…$/),
      expect.stringMatching(/^ +\^$/),
    ]);
    expect(
      failure(() => parseCondition("a = 1\nand\tb ~ '\u202e'"))
        .message.split("\n")
        .slice(1),
    ).toEqual(["       and b ~ '�'", "             ^"]);
  });

  test.each([
    ["parentheses", "(".repeat(1e5), "nested deeper than 100 levels"],
    ["negations", "not ".repeat(1e5), "nested deeper than 100 levels"],
    ["lists", `a = ${"[".repeat(1e5)}`, "nested deeper than DynamoDB's 32 levels"],
    ["maps", `a = ${"{a:".repeat(1e5)}`, "nested deeper than DynamoDB's 32 levels"],
    ["sets", `a = ${"<<".repeat(1e5)}`, "a set has members of one kind"],
    ["conditions", "a = 1 and ".repeat(1e4), "more than 300 operators and functions"],
    ["steps", `a${".a".repeat(1e5)}`, "expected a comparison"],
    ["open templates", "a = '${".repeat(1e4), "works in scenario files only"],
  ])("hostile %s fail cleanly", (_, text, problem) => {
    expect(failure(() => parseCondition(text)).problem).toContain(problem);
  });

  test("a long text is no problem", () => {
    const text = "x''".repeat(1e6);
    expect(parseCondition(`a = '${text}'`)).toMatchObject({
      right: { value: { S: "x'".repeat(1e6) } },
    });
  });
});

describe("parameters", () => {
  const right = (text: string) => {
    const condition = parseCondition(`a = ${text}`, { parameters: true });
    return condition.kind === "compare" ? condition.right : undefined;
  };

  test("a ${…} alone and text with ${…} are template sources, with their place", () => {
    expect(right("${user}")).toEqual({ kind: "parameter", source: "${user}", offset: 4 });
    expect(right("'ORDER#${i}'")).toEqual({ kind: "parameter", source: "ORDER#${i}", offset: 5 });
    expect(right("'it''s ${pick('}', \"'\")}#'")).toEqual({
      kind: "parameter",
      source: "it's ${pick('}', \"'\")}#",
      offset: 5,
    });
  });

  test("text that is one ${…} stays text, whatever that gives", () => {
    expect(right("'${i}'")).toMatchObject({ source: "${''}${i}", offset: 5 });
    const template = compileValue("${''}${i}", {
      variables: [],
      stream: "",
      onProblem: ({ message }) => expect.unreachable(message),
    });
    const scope = { seed: 1, index: 7, vars: {}, now: () => 0 };
    expect(template.toAttributeValue(scope)).toEqual({ S: "7" });
  });

  test("text without one is a literal, and $${ is no parameter", () => {
    expect(right("'x'")).toEqual({ kind: "literal", value: { S: "x" } });
    expect(right("'$${x}'")).toEqual({ kind: "literal", value: { S: "${x}" } });
    expect(right("'$${x}${y}'")).toMatchObject({ source: "$${x}${y}" });
  });

  test.each(["${x", "'${x'", "[${x}]"])("%s is refused", text => {
    expect(failure(() => right(text)).kind).toBe("usage");
  });
});

describe("projections", () => {
  test("are paths with commas between them", () => {
    expect(parseProjection('UserId, Address.City,Tags[0], "a-b"')).toEqual([
      ["UserId"],
      ["Address", "City"],
      ["Tags", 0],
      ["a-b"],
    ]);
    expect(failure(() => parseProjection("a b")).problem).toBe('expected the end, found "b"');
    expect(failure(() => parseProjection("a,")).problem).toBe("expected a name, found the end");
    expect(failure(() => parseProjection("'a'")).hint).toContain("single quotes are for text");
  });
});

describe("literals alone", () => {
  test("are values", () => {
    expect(parseValue(" -0.10 ")).toEqual({ N: "-0.10" });
    expect(parseValue("'x'")).toEqual({ S: "x" });
    expect(failure(() => parseValue("x")).hint).toContain("such as 'text'");
    expect(failure(() => parseValue('"x"')).hint).toContain("double quotes are for names");
  });
});

describe("updates", () => {
  const understoodUpdate = (text: string) => renderUpdate(parseUpdate(text), inPlace);

  test.each([
    ["set a = a - 5, b.c[0] = 'x'", "SET a = a - 5, b.c[0] = 'x'"],
    ["SET a = b -5", "SET a = b - 5"],
    ["SET a = -5", "SET a = -5"],
    ["SET a = if_not_exists(a, 0) + 1", "SET a = if_not_exists(a, 0) + 1"],
    [
      "SET a = list_append(if_not_exists(a, []), [1])",
      "SET a = list_append(if_not_exists(a, []), [1])",
    ],
    [
      "add a 1 set b = 2 remove c, d[1] delete e <<'x'>>",
      "SET b = 2 REMOVE c, d[1] ADD a 1 DELETE e <<'x'>>",
    ],
    ["SET a = 1 SET b = 2 REMOVE c REMOVE d", "SET a = 1, b = 2 REMOVE c, d"],
    ["SET set = 1, remove = add REMOVE delete", 'SET "set" = 1, "remove" = "add" REMOVE "delete"'],
  ])("%s", (text, expected) => expect(understoodUpdate(text)).toBe(expected));

  test.each([
    ["", 0, "expected SET, REMOVE, ADD or DELETE, found the end"],
    ["a = 1", 0, 'expected SET, REMOVE, ADD or DELETE, found "a"'],
    ["SET a", 5, 'expected "=" and a value, found the end'],
    ["SET a = b + 1 + 2", 14, "a second + or -"],
    ["SET a = size(b)", 8, '"size" is no function here'],
    ["SET a = ifnotexists(a, 1)", 8, '"ifnotexists" is no function here'],
    [
      "SET a = 1 and b = 2",
      10,
      'expected a comma, SET, REMOVE, ADD, DELETE or the end, found "and"',
    ],
    ["ADD a 'x'", 6, "ADD takes a number or a set"],
    ["DELETE a", 8, "expected a value, found the end"],
    ["DELETE a 1", 9, "DELETE takes a set of members"],
  ])("%s is refused where it is wrong", (text, offset, problem) => {
    const error = failure(() => parseUpdate(text));
    expect([error.problem, error.offset]).toEqual([problem, offset]);
  });

  test("hostile calls fail cleanly", () => {
    const text = `SET a = ${"list_append(".repeat(1e5)}`;
    expect(failure(() => parseUpdate(text)).problem).toBe("nested deeper than 100 levels");
  });
});
