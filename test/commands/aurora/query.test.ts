import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import { dynAnywhere } from "../../support/in-process.ts";
import { freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { freshDatabase, postgresWithReplica } from "../../support/postgres.ts";
import { once, startTcpProxy } from "../../support/tcp-proxy.ts";

function urlOf({ engine, writer, readers, user, database }: SqlSettings): string {
  const read = readers.map(({ host, port }) => `read=${host}:${port}`).join("&");
  return `${engine}://${user}@${writer.host}:${writer.port}/${database}?${read}`;
}

function aurora(settings: SqlSettings, words: readonly string[], more: object = {}) {
  const password = settings.auth.kind === "own" ? settings.auth.password : "";
  const env = { PGPASSWORD: password, MYSQL_PWD: password };
  return dynAnywhere(["aurora", ...words, "-t", urlOf(settings)], { env, ...more });
}

const digits = "12345678901234567890123456789012345678.000000000000000001";

for (const { engine, fresh, missing, placeholder } of [
  { engine: "postgres", fresh: freshDatabase, missing: undefined, placeholder: "$1" },
  { engine: "mysql", fresh: freshMariadb, missing: mariadbMissing, placeholder: "?" },
] as const) {
  describe.skipIf(missing)(`dyn aurora query on ${engine}`, () => {
    it("prints rows in every format of items, with all their digits", async () => {
      const settings = await fresh();
      const statement = `SELECT CAST(${digits} AS decimal(60,18)) AS n, 'a,"b"' AS s, NULL AS z`;
      const jsonl = await aurora(settings, ["query", statement, "-o", "jsonl"]);
      expect(jsonl).toMatchObject({ code: 0, out: `{"n":${digits},"s":"a,\\"b\\"","z":null}\n` });
      const csv = await aurora(settings, ["query", statement, "-o", "csv"]);
      expect(csv.out).toBe(`n,s,z\r\n${digits},"a,""b""",null\r\n`);
      const table = await aurora(settings, ["query", statement, "-o", "table"]);
      expect(table.out).toMatch(/^ *n +s +z\n/);
      expect(table.err).toContain("1 row ·");
    });

    it("changes nothing without --write, and says so", async () => {
      const settings = await fresh();
      const refused = await aurora(settings, ["query", "CREATE TABLE t (id int)"]);
      expect(refused).toMatchObject({ code: 1, out: "" });
      expect(refused.err).toContain("add --write");
      const made = await aurora(settings, ["query", "CREATE TABLE t (id int)", "--write"]);
      expect(made).toMatchObject({ code: 0 });
      const insert = "INSERT INTO t VALUES (1), (2)";
      const tried = await aurora(settings, [
        "query",
        insert,
        "--write",
        "--dry-run",
        "-o",
        "table",
      ]);
      expect(tried.out).toContain("would change 2 rows");
      const done = await aurora(settings, ["query", insert, "--write", "-o", "json"]);
      expect(JSON.parse(done.out)).toEqual({ affected: 2 });
      const found = await aurora(settings, [
        "query",
        "SELECT id FROM t ORDER BY id",
        "-o",
        "jsonl",
      ]);
      expect(found.out).toBe('{"id":1}\n{"id":2}\n');
    });

    it("says of a write whose answer was lost that it may have been performed", async () => {
      // MySQL's EXECUTE follows what prepares it.
      const execute = new RegExp(`^[\\s\\S]{4}${String.fromCharCode(0x17)}`);
      const performed = engine === "postgres" ? /INSERT INTO t/ : execute;
      const settings = await fresh();
      expect((await aurora(settings, ["query", "CREATE TABLE t (id int)", "--write"])).code).toBe(
        0,
      );
      const proxy = await startTcpProxy(settings.writer, once(performed, "cutAfter"));
      const { host, port } = proxy;
      const insert = ["query", "INSERT INTO t VALUES (1)", "--write"];
      const lost = await aurora({ ...settings, writer: { host, port } }, insert);
      await proxy.close();
      expect(lost.code).not.toBe(0);
      expect(lost.err).toContain("it may have been performed");
      expect(lost.err).toContain("look whether it was");
    });

    it("performs without --write only what reads, whatever a comment hides", async () => {
      const settings = await fresh();
      const made = "CREATE TABLE t (id int)";
      expect((await aurora(settings, ["query", made, "--write"])).code).toBe(0);
      const changes = ["DROP TABLE t", "/* away */ DROP TABLE t", " -- away\nDROP TABLE t"];
      const procedure =
        engine === "postgres"
          ? "CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN COMMIT; DROP TABLE t; END'"
          : "CREATE PROCEDURE p() BEGIN COMMIT; DROP TABLE t; END";
      expect((await aurora(settings, ["query", procedure, "--write"])).code).toBe(0);
      for (const change of [...changes, "CREATE USER somebody", "CALL p()"]) {
        const refused = await aurora(settings, ["query", change]);
        expect(refused, change).toMatchObject({ code: 1, out: "" });
        await aurora(settings, ["query", change, "--write", "--dry-run"]);
      }
      const read = "/* still */ (SELECT count(*) AS n FROM t)";
      const left = await aurora(settings, ["query", read, "-o", "jsonl"]);
      expect(left).toMatchObject({ code: 0, out: '{"n":0}\n' });
      const users = engine === "postgres" ? "pg_roles WHERE rolname" : "mysql.user WHERE user";
      const who = `SELECT count(*) AS n FROM ${users} = 'somebody'`;
      expect((await aurora(settings, ["query", who, "-o", "jsonl"])).out).toBe('{"n":0}\n');
    });

    it("takes values from --param and --text, and no more rows than --limit", async () => {
      const settings = await fresh();
      const statement = `SELECT CAST(${placeholder} AS char(3)) AS v`;
      const byText = await aurora(settings, ["query", statement, "--text", "5", "-o", "jsonl"]);
      expect(byText.out).toMatch(/^\{"v":"5 *"\}\n$/);
      const many = "SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3";
      const some = await aurora(settings, ["query", many, "--limit", "2", "-o", "jsonl"]);
      expect(some.out).toBe('{"n":1}\n{"n":2}\n');
    });

    it("says at once that values are missing, or that there are two statements", async () => {
      const settings = await fresh();
      const none = await aurora(settings, ["query", `SELECT ${placeholder}`]);
      expect(none).toMatchObject({ code: 1, out: "" });
      expect(none.err).toContain("takes one --param or --text");
      if (engine === "mysql") return;
      const two = await aurora(settings, ["query", "SELECT 1; SELECT 2"]);
      expect(two).toMatchObject({ code: 1, out: "" });
      expect(two.err).toContain("one statement at a time");
    });

    it("tells the server's own message, and nothing of a password", async () => {
      const settings = await fresh();
      const wrong = await aurora(settings, ["query", "SELECT 1 +"]);
      expect(wrong).toMatchObject({ code: 1, out: "" });
      expect(wrong.err).toMatch(/syntax/i);
      const auth = { kind: "own", password: "not-the-one-7" } as const;
      const denied = await aurora({ ...settings, auth }, ["query", "SELECT 1"]);
      expect(denied).toMatchObject({ code: 4, out: "" });
      expect(denied.err).not.toContain("not-the-one-7");
      const unknown = await aurora({ ...settings, database: "nowhere" }, ["query", "SELECT 1"]);
      expect(unknown.code).toBe(4);
      expect(unknown.err).toContain("nowhere");
    });

    it("explains a statement, carried out or not", async () => {
      const settings = await fresh();
      const json = await aurora(settings, ["explain", "SELECT 1", "-o", "json"]);
      expect(json.code, json.err).toBe(0);
      expect(JSON.stringify(JSON.parse(json.out))).toMatch(/plan|query_block/i);
      await aurora(settings, ["query", "CREATE TABLE t (id int)", "--write"]);
      const measured = await aurora(settings, ["explain", "INSERT INTO t VALUES (1)", "--analyze"]);
      expect(measured.code, measured.err).toBe(0);
      const left = await aurora(settings, ["query", "SELECT count(*) AS n FROM t", "-o", "jsonl"]);
      expect(left.out).toBe('{"n":0}\n');
    });
  });
}

describe("dyn aurora query without --write", () => {
  it("names it for a WITH that writes", async () => {
    const settings = await freshDatabase();
    const made = "CREATE TABLE t (id int)";
    expect((await aurora(settings, ["query", made, "--write"])).code).toBe(0);
    const writes = "WITH w AS (INSERT INTO t VALUES (1) RETURNING id) SELECT id FROM w";
    const refused = await aurora(settings, ["query", writes]);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toContain("add --write");
    expect(refused.err).not.toContain("CURSOR");
    const done = await aurora(settings, ["query", writes, "--write", "-o", "jsonl"]);
    expect(done).toMatchObject({ code: 0, out: '{"id":1}\n' });
  });
});

describe("dyn aurora query --timeout", () => {
  it("ends what does not stream, too, and what is tried", async () => {
    const settings = await freshDatabase();
    const slow = "EXPLAIN ANALYZE SELECT pg_sleep(60)";
    for (const more of [[], ["--write", "--dry-run"]]) {
      const ended = await aurora(settings, ["query", slow, "--timeout", "50ms", ...more]);
      expect(ended.code).not.toBe(0);
      expect(ended.err).toContain("give it longer with --timeout");
    }
  });
});

describe("dyn aurora status and wait", () => {
  it("tell the writer and its replica, and are a health check", async () => {
    const settings = await postgresWithReplica();
    const ready = await aurora(settings, ["wait", "--replicas", "--timeout", "30s"]);
    expect(ready.code, ready.err).toBe(0);
    const status = await aurora(settings, ["status", "-o", "json"]);
    expect(status.code, status.err).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({
      schema: "dyn.aurora-status/1",
      healthy: true,
      instances: [
        { role: "writer", readOnly: false },
        { role: "reader", readOnly: true },
      ],
    });
    const shown = await aurora(settings, ["status", "-o", "table"]);
    expect(shown.out).toMatch(/^role +endpoint +lag +connections +version\nwriter /);
  });

  it("say that a reader is not there, and that migrations are pending", async () => {
    const settings = await freshDatabase();
    const gone = { ...settings, readers: [{ host: "127.0.0.1", port: 1 }] };
    const status = await aurora(gone, ["status", "-o", "json"]);
    expect(status.code).toBe(1);
    expect(JSON.parse(status.out)).toMatchObject({ problems: ["0 of 1 readers answer"] });
    const waited = await aurora(gone, ["wait", "--replicas", "--timeout", "1ms"]);
    expect(waited.code).toBe(4);
    expect(waited.err).toContain("0 of 1 readers answer");
    const folder = ["--folder", join(import.meta.dirname, "../../../scenarios/migrations")];
    const pending = await aurora(settings, ["status", ...folder, "-o", "table"]);
    expect(pending.code).toBe(1);
    expect(pending.out).toMatch(/migrations +0 applied · \d pending/);
  });

  it("say that a migration was edited after it was applied", async () => {
    const settings = await freshDatabase();
    const folder = mkdtempSync(join(tmpdir(), "dyn-status-"));
    const file = join(folder, "0001_a.sql");
    writeFileSync(file, "CREATE TABLE a (id int)");
    expect((await aurora(settings, ["migrate", "up", "--folder", folder])).code).toBe(0);
    expect((await aurora(settings, ["status", "--folder", folder])).code).toBe(0);
    writeFileSync(file, "CREATE TABLE a (id bigint)");
    const status = await aurora(settings, ["status", "--folder", folder, "-o", "json"]);
    rmSync(folder, { recursive: true });
    expect(status.code).toBe(1);
    expect(JSON.parse(status.out)).toMatchObject({
      healthy: false,
      problems: [expect.stringContaining("was edited after it was applied")],
      migrations: { applied: ["0001_a"], pending: [] },
    });
  });

  it("are for SQL alone", async () => {
    const wrong = await dynAnywhere(["aurora", "status", "-t", "memory"]);
    expect(wrong).toMatchObject({ code: 2, out: "" });
    expect(wrong.err).toContain("memory is no SQL database");
  });
});
