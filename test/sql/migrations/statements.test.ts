import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileScript } from "../../../src/sql/migrations/script.ts";
import { statementsOf, UnclosedError } from "../../../src/sql/migrations/statements.ts";

const texts = (text: string, engine: "postgres" | "mysql" = "postgres") =>
  statementsOf(text, engine).map(statement => statement.text);

describe("the statements of a file", () => {
  it("end at semicolons, the last one with or without", () => {
    expect(texts("SELECT 1;\n\nSELECT 2")).toEqual(["SELECT 1", "SELECT 2"]);
    expect(texts(";;  ; -- nothing\n/* nor here */ ;")).toEqual([]);
  });

  it("leave out the comments before them, and tell where they begin", () => {
    const text = "-- orders; all of them\n/* a /* nested; */ one; */ SELECT 1; SELECT 2;";
    for (const { text: statement, start } of statementsOf(text, "postgres")) {
      expect(text.slice(start)).toMatch(statement);
    }
    expect(texts(text)).toEqual(["SELECT 1", "SELECT 2"]);
  });

  it("hold PostgreSQL's strings, names and dollar quotes", () => {
    const functionBody = "CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END $body$";
    const all = [
      "SELECT 'a;b', 'it''s;', '\\'",
      "SELECT E'\\';', e'a''b;'",
      'SELECT ";" AS "a"";b"',
      functionBody,
      "DO $$ BEGIN PERFORM ';'; END $$",
      "SELECT a$b FROM t",
      "SELECT $1",
    ];
    expect(texts(all.join(";"))).toEqual(all);
  });

  it("hold bodies of SQL's own form, and rules", () => {
    const all = [
      "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
      "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); INSERT INTO v VALUES (2))",
      "CREATE TABLE begin_at (id int)",
      "SELECT 1",
    ];
    expect(texts(all.join(";\n"))).toEqual(all);
  });

  it("hold MySQL's strings, names and comments", () => {
    const all = [
      "SELECT 'a\\';b', \"c\\\";d\", `e;f`",
      "SELECT 5--1",
      "/*!40101 SET NAMES utf8mb4 */",
      "SELECT 1 -- the; first\n + 2 # and; another",
    ];
    expect(texts(all.join(";\n"), "mysql").map(text => text.split(" #")[0])).toEqual(
      all.map(text => text.split(" #")[0]),
    );
  });

  it("hold MariaDB's loops over numbers", () => {
    const all = [
      "CREATE PROCEDURE p() BEGIN FOR i IN 1..3 DO INSERT INTO t VALUES (i); END FOR; SELECT 1; END",
      "SELECT 2",
    ];
    expect(texts(all.join(";\n"), "mysql")).toEqual(all);
  });

  it("hold MySQL's routines without DELIMITER, and with it", () => {
    const trigger = `CREATE DEFINER=\`root\`@\`localhost\` TRIGGER t BEFORE INSERT ON orders FOR EACH ROW
BEGIN
  DECLARE i INT DEFAULT 0;
  IF NEW.total < 0 THEN SET NEW.total = 0; END IF;
  WHILE i < 3 DO SET i = i + 1; END WHILE;
  CASE i WHEN 3 THEN SET i = 4; ELSE BEGIN END; END CASE;
  SET NEW.total = CASE WHEN i = 1 THEN 2 ELSE 3 END;
END`;
    expect(texts(`${trigger};\nSELECT 1;`, "mysql")).toEqual([trigger, "SELECT 1"]);
    const delimited = `DELIMITER $$\n${trigger}$$\nDELIMITER ;\nSELECT 1;`;
    expect(texts(delimited, "mysql")).toEqual([trigger, "SELECT 1"]);
    expect(texts("CREATE TABLE event (a int); BEGIN; SELECT 1; COMMIT", "mysql")).toHaveLength(4);
  });

  it("tell where what is left open begins", () => {
    const opened = (text: string) => {
      try {
        statementsOf(text, "postgres");
        return undefined;
      } catch (error) {
        return error instanceof UnclosedError ? [error.start, error.message] : error;
      }
    };
    expect(opened("SELECT 1; SELECT 'a")).toEqual([17, "a string is not closed"]);
    expect(opened("/* a")).toEqual([0, "a comment is not closed"]);
    expect(opened("DO $x$ $$")).toEqual([3, "a string that begins with $x$ is not closed"]);
  });

  it("are those that were put together, whatever is in them", () => {
    const plain = fc.constantFrom("SELECT", "a", "1", "+", "(b, c)", ".", "::text", "=");
    const inside = fc
      .array(fc.constantFrom(";", "a", "\n", "--", "/*", "*/", " ", "BEGIN", "END"))
      .map(parts => parts.join(""));
    const quotes = fc.oneof(
      inside.map(text => `'${text}'`),
      inside.map(text => `"${text}"`),
      inside.map(text => `$q$${text}$q$`),
      inside.map(text => `-- ${text.replaceAll("\n", "")}\n`),
      inside.map(text => `/*${text.replaceAll("*/", "").replaceAll("/*", "")}*/`),
    );
    const statement = fc
      .array(fc.oneof(plain, quotes), { minLength: 1 })
      .map(parts => `SELECT ${parts.join(" ")} x`);
    fc.assert(
      fc.property(fc.array(statement), all => {
        expect(texts(all.map(text => `${text};`).join("\n"))).toEqual(all);
      }),
    );
  });
});

describe("a script", () => {
  it("ends every statement, also behind a comment", () => {
    const text = "CREATE TABLE a (id int) -- one\n;\nCREATE TABLE b (id int) # two";
    for (const engine of ["postgres", "mysql"] as const) {
      const own = engine === "postgres" ? text.replace("#", "--") : text;
      const statements = statementsOf(own, engine);
      const file = { file: "a.sql", text: own, statements, transactional: false };
      expect(statementsOf(fileScript(file, engine), engine).map(each => each.text)).toEqual(
        statements.map(each => each.text),
      );
    }
  });
});
