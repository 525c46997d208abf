import { describe, expect, test } from "vitest";
import type { Rows } from "../../../src/sql/database.ts";
import { freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { once } from "../../support/tcp-proxy.ts";
import { withLab } from "../lab.ts";
import { withMariadb } from "./opened.ts";

/** COM_STMT_EXECUTE. */
const execute = new RegExp(`^[\\s\\S]{4}${String.fromCharCode(0x17)}`);
const read = (text: string) => ({ text, readOnly: true });

describe.skipIf(mariadbMissing)(`long reads on MariaDB ${mariadbMissing ?? ""}`, () => {
  test("hold a part at a time, however much there is", () =>
    withMariadb(async ({ database }) => {
      const text = "SELECT seq, REPEAT('x', 1000) FROM seq_1_to_200000";
      let rows = 0;
      let parts = 0;
      let highestBytes = 0;
      const startBytes = memoryBytes();
      for await (const part of database.stream(read(text), [])) {
        rows += part.rows.length;
        parts += 1;
        if (parts % 10 === 0) highestBytes = Math.max(highestBytes, memoryBytes() - startBytes);
      }
      expect(rows).toBe(200_000);
      expect(parts).toBe(200);
      // All of it is 200 MB.
      expect(highestBytes).toBeLessThan(80e6);
    }));

  test("see one moment, whatever is written meanwhile", () =>
    withMariadb(async ({ database, prepared, cells }) => {
      await prepared("CREATE TABLE t (k int PRIMARY KEY, n int) ENGINE=InnoDB");
      await prepared("INSERT INTO t SELECT seq, 0 FROM seq_1_to_5000");
      let read1 = 0;
      for await (const { rows } of database.stream(read("SELECT k, n FROM t"), [])) {
        for (const [, n] of rows) expect(n).toBe("0");
        if (read1 === 0) await prepared("UPDATE t SET n = 1");
        if (read1 === 0) await prepared("INSERT INTO t SELECT seq, 1 FROM seq_5001_to_6000");
        read1 += rows.length;
      }
      expect(read1).toBe(5000);
      expect(await cells("SELECT COUNT(*), MIN(n) FROM t")).toEqual([["6000", "1"]]);
    }));

  test("that find nothing tell their columns all the same", () =>
    withMariadb(async ({ database }) => {
      const parts: Rows[] = [];
      for await (const part of database.stream(read("SELECT 1 AS one FROM DUAL WHERE ? = 2"), [
        "1",
      ]))
        parts.push(part);
      expect(parts).toMatchObject([{ columns: [{ name: "one", type: "int" }], rows: [] }]);
    }));

  test("may be slower than a statement's time", () =>
    withMariadb(
      async ({ database, cells }) => {
        let rows = 0;
        const text = "SELECT seq, REPEAT('x', 1000) FROM seq_1_to_30000";
        for await (const part of database.stream(read(text), [])) {
          for (let slept = 0; rows === 0 && slept < 3; slept += 1) await cells("SELECT SLEEP(0.2)");
          rows += part.rows.length;
        }
        expect(rows).toBe(30_000);
      },
      () => ({ statementTimeoutMs: 300, maxAttempts: 1 }),
    ));

  test.each(["cutBefore", "cutAfter"] as const)(
    "are read again at once when the connection is lost before the first row (%s)",
    fault =>
      withLab(freshMariadb, {}, async ({ database, proxy }) => {
        proxy.faults = once(execute, fault);
        const parts: Rows[] = [];
        for await (const part of database.stream(read("SELECT 7"), [])) parts.push(part);
        expect(parts).toMatchObject([{ rows: [["7"]] }]);
        expect(proxy.connections).toBe(2);
      }),
    10_000,
  );

  test("that nobody reads to the end leave the database usable", () =>
    withMariadb(async ({ database, cells }) => {
      for await (const { rows } of database.stream(read("SELECT * FROM seq_1_to_100000000"), [])) {
        expect(rows).toHaveLength(1000);
        break;
      }
      expect(await cells("SELECT 1")).toEqual([["1"]]);
    }));

  test.each([
    "SHOW TABLES",
    "DESCRIBE t",
    "EXPLAIN SELECT * FROM t",
    "WITH w AS (SELECT k FROM t) SELECT * FROM w",
    "(SELECT k FROM t) UNION ALL (SELECT k FROM t)",
    "VALUES (1), (2)",
    "CHECK TABLE t",
    "ANALYZE SELECT * FROM t",
    "SHOW ENGINE INNODB STATUS",
    "CALL p()",
  ])("are of any statement that gives rows: %s", text =>
    withMariadb(async ({ database, prepared }) => {
      await prepared("CREATE TABLE t (k int)");
      await prepared("INSERT INTO t VALUES (1)");
      await prepared("CREATE PROCEDURE p() BEGIN SELECT k FROM t; SELECT 2; END");
      let rows = 0;
      for await (const part of database.stream(read(text), [])) {
        expect(part.columns.length).toBeGreaterThan(0);
        rows += part.rows.length;
        for (const cell of part.rows.flat())
          expect(cell === null || typeof cell === "string").toBe(true);
      }
      expect(rows).toBeGreaterThan(0);
    }),
  );

  test("that keep what they find on the server give none of it", () =>
    withMariadb(async ({ database }) => {
      const parts: Rows[] = [];
      for await (const part of database.stream(read("SELECT 1 INTO @one"), [])) parts.push(part);
      expect(parts).toEqual([{ columns: [], rows: [], affected: 0 }]);
    }));

  test("that cannot begin, or end early, throw why", () =>
    withMariadb(async ({ database, cells }) => {
      const all = async (text: string, signal?: AbortSignal) => {
        const options = signal ? { signal } : {};
        for await (const part of database.stream(read(text), [], options)) void part;
      };
      await expect(all("SELECT * FROM nowhere")).rejects.toMatchObject({
        kind: "failed",
        message: expect.stringContaining("ER_NO_SUCH_TABLE") as string,
      });
      const late = "SELECT seq, IF(seq = 3000, (SELECT 1 UNION SELECT 2), 0) FROM seq_1_to_5000";
      await expect(all(late)).rejects.toThrow("ER_SUBQUERY_NO_1_ROW");
      const controller = new AbortController();
      const stopped = all("SELECT SLEEP(60)", controller.signal);
      await expect
        .poll(() =>
          cells("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%SLEEP(60)'"),
        )
        .toEqual([["1"]]);
      controller.abort();
      await expect(stopped).rejects.toThrow("interrupted");
    }));
});

function memoryBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
