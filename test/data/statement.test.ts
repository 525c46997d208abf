import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStatements } from "../../src/data/statement.ts";
import { isKeyed } from "../../src/data/statement-key.ts";
import { parameterValue } from "../../src/data/statement-param.ts";

const quoted = (quote: string) =>
  fc.string().map(text => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`);
/** A piece of a statement after which a semicolon is one. */
const piece = fc.oneof(
  quoted("'"),
  quoted('"'),
  fc.constantFrom("?", "A", "=", "5", "AND", ",", "{'a': 1}", "[1]", "(2)", "<<3>>"),
  fc.string({ unit: fc.constantFrom("-", ";", "'", " ", "x") }).map(text => `--${text}\n`),
);
const statement = fc
  .tuple(fc.constantFrom("SELECT", "insert", "Update", "DELETE"), fc.array(piece))
  .map(([verb, pieces]) => [verb, ...pieces].join(" "));

describe("statements", () => {
  it("are split at their semicolons alone, and stand where they stood", () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1 }), all => {
        const text = all.map(each => `${each};`).join("\n");
        const { statements, mistakes, open } = parseStatements(text);
        expect(mistakes).toEqual([]);
        expect(open).toBe(false);
        expect(statements.length).toBe(all.length);
        for (const { verb, offset, line, column } of statements) {
          expect(text.slice(offset, offset + 6).toUpperCase()).toBe(verb);
          expect(text.split("\n")[line - 1]?.slice(column - 1, column + 5)).toBe(
            text.slice(offset, offset + 6),
          );
        }
      }),
    );
  });

  it("are sent without comments, and otherwise as they are", () => {
    const [first] = parseStatements("-- a\nSELECT * -- b; c\nFROM T  WHERE a = '--x';").statements;
    expect(first?.text).toBe("SELECT *  \nFROM T  WHERE a = '--x'");
  });

  it("may hold comments of several lines, which count as one space", () => {
    const { statements, mistakes } = parseStatements(
      "/* it's; */ SELECT */* a\n; */FROM T WHERE a = '/* x */';",
    );
    expect(mistakes).toEqual([]);
    expect(statements.map(({ text }) => text)).toEqual(["SELECT * FROM T WHERE a = '/* x */'"]);
  });

  it("are not at their end within a comment", () => {
    const { open, mistakes } = parseStatements("SELECT * FROM T /* where;");
    expect(open).toBe(true);
    expect(mistakes).toEqual([
      { message: "a comment is not closed", offset: 16, hint: "add a closing */" },
    ]);
  });

  it.each([
    ["SELECT * FROM T WHERE A = 1", "T", undefined],
    ['SELECT * FROM "my-T"."by-A" WHERE A = 1', "my-T", "by-A"],
    ["INSERT INTO T VALUE {'from': 'X'}", "T", undefined],
    ['UPDATE "T" SET a = 1 WHERE A = 1', "T", undefined],
    ["DELETE FROM T WHERE A = 1", "T", undefined],
    ["EXISTS (SELECT * FROM T WHERE A = 1)", "T", undefined],
  ])("name their table: %s", (text, table, index) => {
    expect(parseStatements(text).statements[0]).toMatchObject({ table, index });
  });

  it.each([
    ["A = 1", true],
    ['"A" IN [1, 2] AND B > 5', true],
    ["B BETWEEN 1 AND 2 AND 1 = A", true],
    ["(A = 1 OR A = ?) AND B = 2", true],
    ["A = 1 ORDER BY B DESC", true],
    ["A > 1", false],
    ["A = 1 OR B = 2", false],
    ["NOT A = 1", false],
    ["contains(A, 'x')", false],
    ["B = 'A = 1'", false],
    ["a = 1", false],
  ])("keep to partitions, or not: %s", (where, keyed) => {
    const [first] = parseStatements(`SELECT * FROM T WHERE ${where}`).statements;
    expect(first && isKeyed(first, ["A"])).toBe(keyed);
  });
});

describe("a value of a ?", () => {
  it.each([
    ["5", { N: "5" }],
    ["-0.10", { N: "-0.10" }],
    ["true", { BOOL: true }],
    ["null", { NULL: true }],
    ["", { S: "" }],
    ["007", { S: "007" }],
    ["True", { S: "True" }],
    ["a b", { S: "a b" }],
    ["-", { S: "-" }],
    ["1e", { S: "1e" }],
    ["{}", { M: {} }],
  ])("%j is %j", (text, value) => expect(parameterValue(text)).toEqual(value));
});
