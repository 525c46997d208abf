import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mariadbMissing } from "../../support/mariadb.ts";
import { withMariadb } from "./opened.ts";

describe.skipIf(mariadbMissing)(`values on MariaDB ${mariadbMissing ?? ""}`, () => {
  test("come back to the digit, the byte and the space", () =>
    withMariadb(async ({ prepared, cells }) => {
      await prepared(
        "CREATE TABLE v (k int PRIMARY KEY, d decimal(65,20), i bigint, u bigint unsigned, " +
          "b longblob, s longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin, j json, t boolean)",
      );
      const number = "123456789012345678.12345678901234567890";
      const text = "🙂 \\ ' \" \\' \u0000 trailing  ";
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
      const values = [
        number,
        "-9223372036854775808",
        "18446744073709551615",
        bytes,
        text,
        '{"n":12345678901234567890.5,"s":"\\u00e9"}',
        true,
      ];
      await prepared("INSERT INTO v VALUES (1, ?, ?, ?, ?, ?, ?, ?)", ...values);
      const [row] = await cells("SELECT d, i, u, b, s, j, t FROM v");
      expect(row?.map(cell => (cell instanceof Uint8Array ? new Uint8Array(cell) : cell))).toEqual(
        values,
      );
    }));

  test("that are any text or bytes come back as they were", () =>
    withMariadb(async ({ prepared, cells }) => {
      await prepared("CREATE TABLE v (k int PRIMARY KEY, b longblob, s longtext)");
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: "grapheme" }),
          fc.uint8Array({ maxLength: 300 }),
          async (text, bytes) => {
            await prepared("REPLACE INTO v VALUES (1, ?, ?)", bytes, text);
            const [[b, s] = []] = await cells("SELECT b, s FROM v WHERE k = ?", "1");
            expect(s).toBe(text);
            expect(new Uint8Array(b as Uint8Array)).toEqual(bytes);
          },
        ),
        { numRuns: 50 },
      );
    }));

  test("are the server's own text, whatever their type, in either form of the protocol", () =>
    withMariadb(async ({ prepared, cells }) => {
      await prepared(
        "CREATE TABLE v (a tinyint, b smallint unsigned, c mediumint, d int, e float, f double, " +
          "g date, h datetime(3), i timestamp(6) NULL, j time(2), k year, l bit(3), m enum('x','y'), " +
          "n decimal(38,0), o tinyint(1), p varbinary(3), q set('x','y'), r uuid)",
      );
      await prepared(
        "INSERT INTO v VALUES (-7, 65535, -8388608, 2147483647, 0.1, 1e100, '2024-02-29', " +
          "'2024-02-29 00:00:00', '2024-02-29 12:34:56.000100', '-100:00:00', 2024, b'101', 'y', " +
          "99999999999999999999999999999999999999, 5, 'ab', 'x,y', " +
          "'6ccd780c-baba-1026-9564-5b8c656024db')",
      );
      const expected = {
        a: "-7",
        b: "65535",
        c: "-8388608",
        d: "2147483647",
        e: "0.1",
        f: "1e100",
        g: "2024-02-29",
        h: "2024-02-29 00:00:00.000",
        i: "2024-02-29 12:34:56.000100",
        j: "-100:00:00.00",
        k: "2024",
        l: Buffer.from([5]),
        m: "y",
        n: "9".repeat(38),
        o: "5",
        p: Buffer.from("ab"),
        q: "x,y",
        r: "6ccd780c-baba-1026-9564-5b8c656024db",
      };
      const text = "SELECT * FROM v";
      const [row] = await cells(text);
      expect(row).toEqual(Object.values(expected));
      const { columns } = await prepared(text);
      expect(columns.map(({ type }) => type).join(" ")).toBe(
        "tinyint smallint mediumint int float double date datetime timestamp time year bit enum decimal boolean varbinary set uuid",
      );
    }));

  test("that are NULL are null", () =>
    withMariadb(async ({ cells }) => {
      expect(await cells("SELECT NULL, CAST(NULL AS CHAR), ?", null)).toEqual([[null, null, null]]);
    }));

  test("count as found by a write that changes nothing", () =>
    withMariadb(async ({ prepared }) => {
      await prepared("CREATE TABLE v (k int PRIMARY KEY, s text)");
      await prepared("INSERT INTO v VALUES (1, 'a'), (2, 'a')");
      expect(await prepared("UPDATE v SET s = 'a'")).toMatchObject({ affected: 2, rows: [] });
      expect(await prepared("UPDATE v SET s = 'a' WHERE k = 3")).toMatchObject({ affected: 0 });
    }));

  test("that are cut short or out of range are refused", () =>
    withMariadb(async ({ prepared, answer }) => {
      await prepared("CREATE TABLE v (k tinyint, s varchar(2))");
      expect(await answer("INSERT INTO v VALUES (1, 'abc')")).toMatchObject({ outcome: "failed" });
      expect(await answer("INSERT INTO v VALUES (300, 'a')")).toMatchObject({ outcome: "failed" });
    }));
});

describe.skipIf(mariadbMissing)(`statements on MariaDB ${mariadbMissing ?? ""}`, () => {
  test("take names in double quotes, and times in UTC", () =>
    withMariadb(async ({ cells, prepared }) => {
      await prepared('CREATE TABLE "odd ""table""" ("select" text)');
      await prepared('INSERT INTO "odd ""table""" ("select") VALUES (?)', "x");
      expect(await cells('SELECT "select" FROM "odd ""table"""')).toEqual([["x"]]);
      expect(await cells("SELECT FROM_UNIXTIME(0)")).toEqual([["1970-01-01 00:00:00"]]);
    }));

  test("that no server prepares are sent as they are, and once is one at a time", () =>
    withMariadb(async ({ once, answer }) => {
      const { columns, rows } = await once("CREATE TABLE t (k int)").then(() =>
        once("CHECK TABLE t"),
      );
      expect(columns.map(({ name }) => name)).toContain("Msg_text");
      expect(rows[0]?.at(-1)).toBe("OK");
      expect(await answer("SELECT 1; DROP TABLE t")).toMatchObject({
        outcome: "failed",
        fault: { code: "ER_PARSE_ERROR", kind: "other" },
      });
    }));

  test("leave nothing prepared that is sent once, and no more than the last ones that are named", () =>
    withMariadb(async ({ once, prepared, cells }) => {
      const count = async () =>
        Number((await cells("SHOW STATUS LIKE 'Prepared_stmt_count'"))[0]?.[1]);
      const before = await count();
      for (let at = 0; at < 20; at += 1) await once(`SELECT ${at} + ?`, "1");
      expect(await count()).toBe(before);
      for (let at = 0; at < 300; at += 1) await prepared(`SELECT ${at} + ?`, "1");
      expect(await count()).toBeLessThan(before + 140);
    }));

  test("with too few or too many values are refused before they are sent", () =>
    withMariadb(async ({ answer }) => {
      expect(await answer("SELECT ?, ?", "1")).toMatchObject({
        outcome: "failed",
        fault: { message: "2 values wanted, 1 given", kind: "other" },
      });
    }));

  test("go on after the table has changed", () =>
    withMariadb(async ({ prepared, cells }) => {
      await prepared("CREATE TABLE t (k int)");
      await prepared("INSERT INTO t VALUES (1)");
      expect(await cells("SELECT * FROM t")).toEqual([["1"]]);
      await prepared("ALTER TABLE t ADD COLUMN s text");
      expect(await cells("SELECT * FROM t")).toEqual([["1", null]]);
    }));

  test("of a procedure give its first rows", () =>
    withMariadb(async ({ once, cells }) => {
      await once("CREATE PROCEDURE p() BEGIN SELECT 1 AS a; SELECT 2 AS b; END");
      expect(await cells("CALL p()")).toEqual([["1"]]);
    }));
});
