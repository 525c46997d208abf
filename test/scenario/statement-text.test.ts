import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExpressionError } from "../../src/expressions/error.ts";
import { readsOnly, splitStatement } from "../../src/scenario/statement-text.ts";

function problem(text: string): string {
  try {
    splitStatement(text);
  } catch (error) {
    if (error instanceof ExpressionError) return `${error.offset}: ${error.problem}`;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

/** A piece of a statement, what becomes of it, and the template in it. */
interface Piece {
  readonly written: string;
  readonly text: string;
  readonly source?: string;
}

const content = fc.stringMatching(/^[a-z ?"`%:-]*$/).map(text => text.replaceAll(":", ";"));
const piece: fc.Arbitrary<Piece> = fc.oneof(
  fc.stringMatching(/^[A-Za-z=<>(),*.[\]{} ]+$/).map(text => ({ written: text, text })),
  content.map(text => ({ written: `'${text}'''`, text: `'${text}'''` })),
  fc.stringMatching(/^[a-z ?']*$/).map(text => ({ written: `"${text}"`, text: `"${text}"` })),
  fc.constantFrom("i", "int(1, 5)", "'}' + i").map(inside => ({
    written: `\${${inside}}`,
    text: "?",
    source: `\${${inside}}`,
  })),
  content.map(text => ({ written: `'x${text}\${i}'`, text: "?", source: `x${text}\${i}` })),
);

describe("a statement", () => {
  it("has a ? for each template, and the rest as it is written", () => {
    fc.assert(
      fc.property(fc.array(piece), parts => {
        const { pieces, open } = splitStatement(
          `SELECT ${parts.map(each => each.written).join(" ")}`,
        );
        expect(pieces.join("?")).toBe(`SELECT ${parts.map(each => each.text).join(" ")}`);
        expect(open.map(({ source }) => source)).toEqual(
          parts.flatMap(({ source }) => source ?? []),
        );
      }),
    );
  });

  it.each([
    ["SELECT * FROM T WHERE a = '${i}'", "SELECT * FROM T WHERE a = ?", ["${''}${i}"]],
    ["select * from T where a = 'it''s ${i}'", "select * from T where a = ?", ["it's ${i}"]],
    ["SELECT * FROM T WHERE a = '$${i}'", "SELECT * FROM T WHERE a = '${i}'", []],
    ["INSERT INTO T VALUE {'a': ${i}}", "INSERT INTO T VALUE {'a': ?}", ["${i}"]],
    ['SELECT * FROM "T"."I" WHERE "a""b" = 1', 'SELECT * FROM "T"."I" WHERE "a""b" = 1', []],
  ])("%s", (statement, text, sources) => {
    const split = splitStatement(statement);
    expect(split.pieces.join("?")).toBe(text);
    expect(split.open.map(({ source }) => source)).toEqual(sources);
  });

  it.each([
    ["", "0: a statement begins with SELECT, INSERT, UPDATE or DELETE"],
    ["  DROP T", "2: a statement begins with SELECT, INSERT, UPDATE or DELETE"],
    ["SELECT ?", "7: a ? that has no value"],
    ["SELECT 'a", "7: text is not closed"],
    ['SELECT "a', "7: a name in double quotes is not closed"],
    ['SELECT "a${i}"', "9: a name in double quotes cannot have a template in it"],
    ["SELECT ${i", "7: ${ is not closed"],
    ["INSERT INTO T VALUE {'a${i}' : 1}", "21: a name of a map cannot have a template in it"],
  ])("%j cannot be understood", (text, wanted) => expect(problem(text)).toBe(wanted));

  it("reads or writes by its first word", () => {
    expect(readsOnly(" select 1")).toBe(true);
    expect(readsOnly("DELETE FROM T")).toBe(false);
  });
});
