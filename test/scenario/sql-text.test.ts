import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExpressionError } from "../../src/expressions/error.ts";
import { type SqlDialect, splitSql } from "../../src/scenario/sql-text.ts";

function split(text: string, dialect: SqlDialect = "sql"): readonly unknown[] {
  const { pieces, open } = splitSql(text, dialect);
  return [pieces.join("?"), ...open.map(({ source }) => source)];
}

function problem(text: string, dialect: SqlDialect = "sql"): string {
  try {
    splitSql(text, dialect);
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

const same = (text: string): Piece => ({ written: text, text });
const content = fc.stringMatching(/^[a-z ?"`%:;-]*$/);
const piece: fc.Arbitrary<Piece> = fc.oneof(
  fc.stringMatching(/^[A-Za-z=<>(),*.[\]{} ]+$/).map(same),
  content.map(text => same(`'${text}'''`)),
  fc.stringMatching(/^[a-z ?']*$/).map(text => same(`"${text}"`)),
  fc.constantFrom("i", "int(1, 5)", "'}' + i").map(inside => ({
    written: `\${${inside}}`,
    text: "?",
    source: `\${${inside}}`,
  })),
  content.map(text => ({ written: `'x${text}\${i}'`, text: "?", source: `x${text}\${i}` })),
  fc.stringMatching(/^[a-z' ?"$-]*$/).map(text => ({ written: `-- ${text}\n`, text: " \n" })),
  fc.stringMatching(/^[a-z' ?"$-]*$/).map(text => ({ written: `/* ${text}*/`, text: " " })),
);

describe("a SQL statement", () => {
  it("has a place for each template, and the rest as it is written", () => {
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.constantFrom<SqlDialect>("sql", "postgres", "mysql"),
        (parts, dialect) => {
          const [text, ...sources] = split(
            `SELECT ${parts.map(each => each.written).join(" ")}`,
            dialect,
          );
          expect(text).toBe(`SELECT ${parts.map(each => each.text).join(" ")}`);
          expect(sources).toEqual(parts.flatMap(({ source }) => source ?? []));
        },
      ),
    );
  });

  it.each<[SqlDialect, string, string, ...string[]]>([
    ["sql", "SELECT 1 FROM t WHERE a = '${i}'", "SELECT 1 FROM t WHERE a = ?", "${''}${i}"],
    ["sql", "SELECT 'it''s', '$${i}'", "SELECT 'it''s', '${i}'"],
    ["sql", "SELECT 1; -- done ${i}\n", "SELECT 1"],
    ["postgres", "SELECT E'it\\'s ?' , $tag$ $1 ' $tag$", "SELECT E'it\\'s ?' , $tag$ $1 ' $tag$"],
    ["postgres", "SELECT a ? 'b', a$1, $$'$$", "SELECT a ? 'b', a$1, $$'$$"],
    ["postgres", "SELECT 1 /* a /* b */ ' */ + ${i}", "SELECT 1   + ?", "${i}"],
    ["postgres", "SELECT a#>>'{b}'", "SELECT a#>>'{b}'"],
    ["postgres", "SELECT /*+ SeqScan(t) */ a${i}", "SELECT /*+ SeqScan(t) */ a?", "${i}"],
    ["mysql", "SELECT 1 # it's\n, `a'b`", "SELECT 1  \n, `a'b`"],
    ["mysql", "SELECT 5--${i} /* /* */", "SELECT 5--?  ", "${i}"],
    ["mysql", "SELECT NOW() - INTERVAL '${i}' DAY", "SELECT NOW() - INTERVAL ? DAY", "${''}${i}"],
    ["mysql", "SELECT 'C:\\dir\\\\'", "SELECT 'C:\\dir\\\\'"],
    ["sql", "(SELECT 1) UNION (SELECT ${i})", "(SELECT 1) UNION (SELECT ?)", "${i}"],
  ])("of %s: %s", (dialect, statement, ...wanted) => {
    expect(split(statement, dialect)).toEqual(wanted);
  });

  const beginning =
    "a statement begins with SELECT, WITH, VALUES, TABLE, INSERT, UPDATE, DELETE, MERGE, REPLACE or CALL";

  it.each<[SqlDialect, string, string]>([
    ["sql", "", `0: ${beginning}`],
    ["sql", "/* SELECT */ DROP TABLE t", `13: ${beginning}`],
    ["sql", "BEGIN", `0: ${beginning}`],
    ["sql", "SELECT ?", "7: a ? that has no value"],
    ["postgres", "SELECT $1", "7: a $1 that has no value"],
    ["sql", "SELECT 'a", "7: text is not closed"],
    ["sql", 'SELECT "a', "7: a quoted name is not closed"],
    ["sql", 'SELECT "a${i}"', "9: a name cannot have a template in it"],
    ["mysql", "SELECT `a${i}`", "9: a name cannot have a template in it"],
    ["postgres", "SELECT $$${i}$$", "9: a text between $$ cannot have a template in it"],
    ["postgres", "SELECT $a$ b", "7: $a$ is not closed"],
    ["postgres", "SELECT E'${i}'", "7: this text cannot have a template in it"],
    ["postgres", "SELECT U&'${i}'", "7: this text cannot have a template in it"],
    ["postgres", "SELECT date '${i}'", "12: a constant of date cannot have a template in it"],
    ["sql", "SELECT 1 /* a", "9: a comment is not closed"],
    ["mysql", "SELECT /*+ ${i} */ 1", "11: a comment for the server cannot have a template in it"],
    ["mysql", "SELECT 'it\\'s'", "10: a backslash before a quote"],
    ["sql", "SELECT 1; DELETE FROM t", "10: a second statement"],
    ["sql", "SELECT ${i", "7: ${ is not closed"],
  ])("of %s: %j cannot be understood", (dialect, text, wanted) => {
    expect(problem(text, dialect)).toBe(wanted);
  });

  it.each<[string, readOnly: boolean, givesRows: boolean]>([
    [" select 1", true, true],
    ["WITH a AS (SELECT 1) SELECT * FROM a", true, true],
    ["VALUES (1)", true, true],
    ["SELECT 'INSERT', \"update\" FROM t -- DELETE", true, true],
    ["SELECT INSERT('a', 1, 1, 'b'), REPLACE(a, 'b', 'c')", true, true],
    ["SELECT share FROM t", true, true],
    ["SELECT a FROM t FOR UPDATE", false, true],
    ["SELECT a FROM t FOR NO KEY UPDATE SKIP LOCKED", false, true],
    ["SELECT a FROM t FOR KEY SHARE", false, true],
    ["SELECT a FROM t LOCK IN SHARE MODE", false, true],
    ["SELECT * INTO b FROM t", false, true],
    ["SELECT nextval('ids')", false, true],
    ["SELECT pg_advisory_xact_lock(${i})", false, true],
    ["WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", false, true],
    ["INSERT INTO t VALUES (1)", false, false],
    ["UPDATE t SET a = 1 RETURNING a", false, true],
    ["MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE", false, false],
    ["CALL tidy()", false, false],
  ])("%s", (text, readOnly, givesRows) => {
    expect(splitSql(text, "sql")).toMatchObject({ readOnly, givesRows });
  });

  it("that runs in a comment may write", () => {
    expect(splitSql("SELECT 1 /*! INTO OUTFILE 'x' */", "mysql").readOnly).toBe(false);
    expect(splitSql("SELECT /*+ MAX_EXECUTION_TIME(9) */ 1", "mysql").readOnly).toBe(true);
  });
});
