import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import { dynAnywhere, type Ran } from "../../support/in-process.ts";
import { askMariadb, freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { askPostgres, freshDatabase } from "../../support/postgres.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-load-"));
});

afterEach(() => rmSync(cwd, { recursive: true }));

function write(name: string, text: string | Uint8Array): void {
  writeFileSync(join(cwd, name), text);
}

function load(settings: SqlSettings, words: string, input = ""): Promise<Ran> {
  const { engine, writer, user, database, auth } = settings;
  const password = auth.kind === "own" ? auth.password : "";
  const url = `${engine}://${user}@${writer.host}:${writer.port}/${database}`;
  return dynAnywhere(["aurora", "load", ...words.split(" "), "-t", url, "-o", "json"], {
    cwd,
    env: { PGPASSWORD: password, MYSQL_PWD: password },
    input,
  });
}

type Rows = Record<string, unknown>[];

for (const { engine, fresh, ask, missing } of [
  { engine: "postgres", fresh: freshDatabase, ask: askPostgres, missing: undefined },
  { engine: "mysql", fresh: freshMariadb, ask: askMariadb, missing: mariadbMissing },
] as const) {
  const isPostgres = engine === "postgres";
  const text = isPostgres ? "text" : "varchar(200)";
  const rows = async (settings: SqlSettings, statement: string) =>
    (await ask(settings, statement)) as Rows;
  const plain = async () => {
    const settings = await fresh();
    await ask(
      settings,
      `CREATE TABLE plain (id int PRIMARY KEY, name ${text}, total decimal(38, 10), note ${text} DEFAULT 'none')`,
    );
    return settings;
  };

  describe.skipIf(missing)(`dyn aurora load on ${engine}`, () => {
    it("takes a CSV as psql does: quotes, line breaks, NULL and the empty string", async () => {
      const settings = await plain();
      write("a.csv", 'ID,name,note\r\n1,"a ""b"",\nc",x\r\n2,,""\r\n3,"ä🙂",plain\r\n');
      const { code, out } = await load(settings, "plain a.csv");
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ schema: "dyn.load/1", read: 3, written: 3 });
      expect(await rows(settings, "SELECT id, name, note FROM plain ORDER BY id")).toEqual([
        { id: 1, name: 'a "b",\nc', note: "x" },
        { id: 2, name: null, note: "" },
        { id: 3, name: "ä🙂", note: "plain" },
      ]);
    });

    it("takes JSON lines, compressed and from stdin: digits, nested values, defaults", async () => {
      const settings = await fresh();
      const json = isPostgres ? "jsonb" : "json";
      await ask(
        settings,
        `CREATE TABLE wide (id int PRIMARY KEY, n decimal(38, 10), ok boolean, doc ${json}, at ${isPostgres ? "timestamp" : "datetime"}, note ${text} DEFAULT 'none')`,
      );
      const first = `{"id":1,"n":1234567890123456789012345678.0123456789,"ok":true,"doc":{"a":[1,"x",null]},"at":"2026-01-31 12:00:00"}\n`;
      write("a.jsonl.gz", gzipSync(first));
      expect((await load(settings, "wide a.jsonl.gz")).code).toBe(0);
      expect((await load(settings, "wide", `{"id":2,"doc":"s","note":null}\n`)).err).toBe("");
      const cast = isPostgres ? "text" : "char";
      const found = await rows(
        settings,
        `SELECT id, CAST(n AS ${cast}) AS n, CAST(doc AS ${cast}) AS doc, note FROM wide ORDER BY id`,
      );
      expect(found.map(row => ({ ...row, doc: JSON.parse(String(row.doc)) }))).toEqual([
        {
          id: 1,
          n: "1234567890123456789012345678.0123456789",
          doc: { a: [1, "x", null] },
          note: "none",
        },
        { id: 2, n: null, doc: "s", note: null },
      ]);
    });

    it("sends rows that do not fit to the dead letters, with their lines, and all others to the table", async () => {
      const settings = await plain();
      const lines = Array.from({ length: 500 }, (_, at) => `${at},name ${at},${at}.5`);
      lines[99] = "99,short";
      lines[200] = "200,name,wrong";
      lines[300] = "3,twice,1";
      lines[400] = '400,"open,1';
      write("a.csv", `id,name,total\n${lines.join("\n")}\n`);
      const { code, out, err } = await load(settings, "plain a.csv");
      expect(code).toBe(5);
      expect(err).toContain("4 of 500 rows were not stored; see plain.dead-letter.jsonl");
      expect(JSON.parse(out)).toMatchObject({ read: 500, written: 496, rejected: 4 });
      const dead = readFileSync(join(cwd, "plain.dead-letter.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map(line => JSON.parse(line));
      expect(dead.map(({ source }) => source)).toEqual([
        "a.csv:101",
        "a.csv:202",
        "a.csv:302",
        "a.csv:402",
      ]);
      expect(dead[1].item).toEqual({ id: "200", name: "name", total: "wrong" });
      expect(
        await rows(settings, "SELECT CAST(count(*) AS char(9)) AS n FROM plain"),
      ).toMatchObject([{ n: expect.stringMatching(/^496 *$/) }]);
      writeFileSync(
        join(cwd, "mended.jsonl"),
        `${JSON.stringify({ ...dead[1], item: { ...dead[1].item, total: "7.5" } })}\n`,
      );
      expect((await load(settings, "plain mended.jsonl --format dead-letter")).code).toBe(0);
    });

    it("overwrites or skips what is there, and takes the last or the first of a key", async () => {
      const settings = await plain();
      await ask(settings, "INSERT INTO plain VALUES (1, 'old', 1, 'kept')");
      write("a.csv", "id,name\n1,new\n2,first\n2,last\n");
      const skip = await load(settings, "plain a.csv --on-conflict skip");
      expect(JSON.parse(skip.out)).toMatchObject({ written: 1, skipped: 2, rejected: 0 });
      const all = "SELECT id, name, note FROM plain ORDER BY id";
      expect(await rows(settings, all)).toEqual([
        { id: 1, name: "old", note: "kept" },
        { id: 2, name: "first", note: "none" },
      ]);
      const overwrite = await load(settings, "plain a.csv --on-conflict overwrite");
      expect(JSON.parse(overwrite.out)).toMatchObject({ written: 3, skipped: 0 });
      expect(await rows(settings, all)).toEqual([
        { id: 1, name: "new", note: "kept" },
        { id: 2, name: "last", note: "none" },
      ]);
      const fail = await load(settings, "plain a.csv");
      expect(fail.code).toBe(5);
      expect(JSON.parse(fail.out)).toMatchObject({ written: 0, rejected: 3 });
    });

    it("stores every row that names no key, which the table gives it, as a new one", async () => {
      const settings = await fresh();
      const id = isPostgres ? "serial" : "int AUTO_INCREMENT";
      const email = "email varchar(50) UNIQUE";
      await ask(settings, `CREATE TABLE people (id ${id} PRIMARY KEY, ${email}, n int)`);
      write("a.csv", "email,n\na@x,1\nb@x,2\nc@x,3\n");
      const first = await load(settings, "people a.csv --on-conflict skip");
      expect(JSON.parse(first.out)).toMatchObject({ read: 3, written: 3, skipped: 0 });
      const again = await load(settings, "people a.csv --on-conflict overwrite");
      expect(JSON.parse(again.out)).toMatchObject({ written: 0, rejected: 3 });
    });

    it("leaves rows of other keys alone that have a unique value of a row's", async () => {
      const settings = await fresh();
      await ask(settings, "CREATE TABLE people (id int PRIMARY KEY, email varchar(50) UNIQUE)");
      await ask(settings, "INSERT INTO people VALUES (1, 'a@x'), (2, 'b@x')");
      for (const what of ["skip", "overwrite"]) {
        write("a.csv", "id,email\n1,a@y\n9,b@x\n3,c@x\n");
        const { code, out } = await load(settings, `people a.csv --on-conflict ${what}`);
        expect([code, JSON.parse(out).rejected]).toEqual([5, 1]);
        expect(await rows(settings, "SELECT * FROM people ORDER BY id")).toEqual([
          { id: 1, email: what === "skip" ? "a@x" : "a@y" },
          { id: 2, email: "b@x" },
          { id: 3, email: "c@x" },
        ]);
      }
    });

    it("refuses a cell with stray quotes, which would be lost", async () => {
      const settings = await plain();
      write("a.csv", 'id,name\n1,5"x7"\n2,"a""b"\n3,"a"b\n4,"",\n5,"é"\n6,""\n7,"""a"""\n');
      const { out } = await load(settings, "plain a.csv");
      expect(JSON.parse(out)).toMatchObject({ written: 4, rejected: 3 });
      expect(await rows(settings, "SELECT id, name FROM plain ORDER BY id")).toEqual([
        { id: 2, name: 'a"b' },
        { id: 5, name: "é" },
        { id: 6, name: "" },
        { id: 7, name: '"a"' },
      ]);
    });

    it("tells what it cannot do before anything is sent", async () => {
      const settings = await plain();
      await ask(settings, "CREATE TABLE keyless (id int)");
      write("a.csv", "id,nmae\n1,a\n");
      const header = await load(settings, "plain a.csv");
      expect([header.code, header.err]).toEqual([2, expect.stringContaining("did you mean name?")]);
      expect(header.err).toContain('plain has no column "nmae"');
      const table = await load(settings, "plian a.csv");
      expect([table.code, table.err]).toEqual([2, expect.stringContaining("did you mean plain?")]);
      const keyless = await load(settings, "keyless a.csv --on-conflict skip");
      expect([keyless.code, keyless.err]).toEqual([2, expect.stringContaining("no primary key")]);
      write("a\u001b[2J.csv", "id\n1\n");
      const tried = await load(settings, "plain a\u001b[2J.csv --dry-run");
      expect(tried.err).toMatch(
        /^would load a\\u\{1b\}\[2J\.csv into plain on .*; nothing was sent\n$/,
      );
      expect(existsSync(join(cwd, "plain.dead-letter.jsonl"))).toBe(false);
    });

    it("refuses JSON with an attribute that is no column, row by row", async () => {
      const settings = await plain();
      const { code, out } = await load(settings, "plain", '{"id":1,"colour":"red"}\n{"id":2}\n');
      expect(code).toBe(5);
      expect(JSON.parse(out)).toMatchObject({ written: 1, rejected: 1 });
      expect(readFileSync(join(cwd, "plain.dead-letter.jsonl"), "utf8")).toContain("colour");
    });

    it("gives back every text that it was given", async () => {
      const settings = await fresh();
      const long = isPostgres ? "text" : "longtext CHARACTER SET utf8mb4";
      await ask(settings, `CREATE TABLE texts (id int PRIMARY KEY, t ${long})`);
      const texts = fc.sample(
        fc
          .string({ unit: "binary" })
          .filter(each => !each.includes("\0") && Buffer.from(each).toString() === each),
        300,
      );
      texts.push("\\.", "\\N", "NULL", "\r\n", '"', "'", "\\", ",", "");
      write("a.jsonl", texts.map((t, id) => `${JSON.stringify({ id, t })}\n`).join(""));
      expect((await load(settings, "texts a.jsonl")).code).toBe(0);
      const found = await rows(settings, "SELECT t FROM texts ORDER BY id");
      expect(found.map(({ t }) => t)).toEqual(texts);
    });
  });
}

describe("dyn aurora load on postgres alone", () => {
  it("fills lists, binaries, identities, and a column that COPY would take for the end", async () => {
    const settings = await freshDatabase();
    await askPostgres(
      settings,
      `CREATE TABLE "Mixed" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tags text[], "B" bytea,
        twice int GENERATED ALWAYS AS (id * 2) STORED)`,
    );
    const input = '{"id":7,"tags":["a","b \\"c\\\\",null],"B":{"$b":"AAEC"}}\n{"tags":[]}\n';
    expect((await load(settings, "mixed --on-conflict overwrite", input)).code).toBe(0);
    const found = await askPostgres(
      settings,
      `SELECT id, tags, encode("B", 'hex') AS b, twice FROM "Mixed" ORDER BY id`,
    );
    expect(found).toEqual([
      { id: 1, tags: [], b: null, twice: 2 },
      { id: 7, tags: ["a", 'b "c\\', null], b: "000102", twice: 14 },
    ]);
    await askPostgres(settings, "CREATE TABLE ends (t text)");
    expect((await load(settings, "ends --format csv", "t\n\\.\nafter\n")).code).toBe(0);
    expect(await askPostgres(settings, "SELECT t FROM ends")).toEqual([
      { t: "\\." },
      { t: "after" },
    ]);
  });
});

describe.skipIf(mariadbMissing)("dyn aurora load on MariaDB alone", () => {
  it("takes truth values and numbers for bits", async () => {
    const settings = await freshMariadb();
    await askMariadb(settings, "CREATE TABLE bits (id int PRIMARY KEY, b bit(1), wide bit(12))");
    const input = '{"id":1,"b":true,"wide":2049}\n{"id":2,"b":false}\n';
    expect((await load(settings, "bits", input)).code).toBe(0);
    expect(await askMariadb(settings, "SELECT id, b + 0 AS b, wide + 0 AS w FROM bits")).toEqual([
      { id: 1, b: 1, w: 2049 },
      { id: 2, b: 0, w: null },
    ]);
  });
});
