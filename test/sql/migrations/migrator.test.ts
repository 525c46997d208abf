import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import { readMigrations } from "../../../src/sql/migrations/folder.ts";
import { readHistory } from "../../../src/sql/migrations/history.ts";
import {
  type MigrateOptions,
  migrateDown,
  migrateUp,
} from "../../../src/sql/migrations/migrator.ts";
import { statusOf } from "../../../src/sql/migrations/status.ts";
import { withSession } from "../../../src/sql/session.ts";
import { askMariadb, freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { askPostgres, freshDatabase } from "../../support/postgres.ts";

const kinds = [
  { engine: "postgres", fresh: freshDatabase, ask: askPostgres, missing: undefined },
  { engine: "mysql", fresh: freshMariadb, ask: askMariadb, missing: mariadbMissing },
] as const;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-migrations-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

interface Ran {
  readonly done: readonly string[];
  readonly error: Error | undefined;
}

async function run(
  direction: "up" | "down",
  settings: SqlSettings,
  more: Partial<MigrateOptions> & { readonly count?: number } = {},
): Promise<Ran> {
  const { engine } = settings;
  const migrations = await readMigrations(".", engine, folder);
  const done: string[] = [];
  const options: MigrateOptions = {
    engine,
    migrations,
    allowOutOfOrder: direction === "down",
    waitMs: 0,
    onWait: () => {},
    signal: new AbortController().signal,
    onBegin: () => {},
    onDone: ({ name }) => done.push(name),
    ...more,
  };
  const migrate = direction === "up" ? migrateUp : migrateDown;
  let error: Error | undefined;
  await withSession(settings, {}, session =>
    migrate(session, options, possible => possible.slice(0, more.count)),
  ).catch(caught => {
    error = caught;
  });
  return { done, error };
}

async function states(settings: SqlSettings): Promise<Record<string, string>> {
  const { engine } = settings;
  const migrations = await readMigrations(".", engine, folder);
  const history = await withSession(settings, {}, session => readHistory(session, engine));
  return Object.fromEntries(statusOf(migrations, history).map(({ name, state }) => [name, state]));
}

for (const { engine, fresh, ask, missing } of kinds) {
  describe.skipIf(missing)(`migrations on ${engine}`, () => {
    const tables = async (settings: SqlSettings) => {
      const schema = engine === "postgres" ? "current_schema()" : "DATABASE()";
      const rows = await ask(
        settings,
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${schema}`,
      );
      return (rows as { name: string }[])
        .map(({ name }) => name)
        .filter(name => !/^(kysely|dyn)_/.test(name))
        .sort();
    };

    it("are applied in order, once, and taken back in the reverse of it", async () => {
      const settings = await fresh();
      write({
        "0001_a.sql": "CREATE TABLE a (id int); -- one\nINSERT INTO a VALUES (1);",
        "0001_a.down.sql": "DROP TABLE a",
        "0002_b.sql": "CREATE TABLE b (id int)",
        "0002_b.down.sql": "DROP TABLE b",
      });
      expect(await states(settings)).toEqual({ "0001_a": "pending", "0002_b": "pending" });
      expect(await run("up", settings, { count: 1 })).toEqual({
        done: ["0001_a"],
        error: undefined,
      });
      expect(await states(settings)).toEqual({ "0001_a": "applied", "0002_b": "pending" });
      expect((await run("up", settings)).done).toEqual(["0002_b"]);
      expect(await run("up", settings)).toEqual({ done: [], error: undefined });
      expect(await tables(settings)).toEqual(["a", "b"]);
      expect((await run("down", settings, { count: 1 })).done).toEqual(["0002_b"]);
      expect(await tables(settings)).toEqual(["a"]);
      expect((await run("down", settings)).done).toEqual(["0001_a"]);
      expect(await tables(settings)).toEqual([]);
    });

    it("are refused when their history was edited, has gaps, or comes too late", async () => {
      const settings = await fresh();
      write({ "0002_b.sql": "CREATE TABLE b (id int)", "0003_c.sql": "CREATE TABLE c (id int)" });
      await run("up", settings);
      write({
        "0001_a.sql": "CREATE TABLE a (id int)",
        "0002_b.sql": "CREATE TABLE b (id bigint)",
      });
      rmSync(join(folder, "0003_c.sql"));
      const { done, error } = await run("up", settings);
      expect(done).toEqual([]);
      expect(error).toMatchObject({
        kind: "invalid",
        problems: [
          { message: "0001_a.sql is not applied, and one that comes after it is" },
          { message: "0002_b.sql was edited after it was applied" },
          { message: "0003_c is applied, and its file is missing" },
        ],
      });
      write({
        "0002_b.sql": "CREATE TABLE b (id int)  \r\n",
        "0003_c.sql": "CREATE TABLE c (id int)",
      });
      expect((await run("up", settings, { allowOutOfOrder: true })).done).toEqual(["0001_a"]);
      expect(await run("up", settings)).toEqual({ done: [], error: undefined });
    });

    it("go on after one was applied late", async () => {
      const settings = await fresh();
      write({ "0002_b.sql": "CREATE TABLE b (id int)" });
      await run("up", settings);
      write({ "0001_a.sql": "CREATE TABLE a (id int)" });
      await run("up", settings, { allowOutOfOrder: true });
      write({ "0003_c.sql": "CREATE TABLE c (id int)" });
      expect(await run("up", settings)).toEqual({ done: ["0003_c"], error: undefined });
    });

    it("begin each with the session as it was, and stay applied, whatever one does to it", async () => {
      const settings = await fresh();
      const spoiling =
        engine === "postgres"
          ? "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.a (id int);"
          : "SET autocommit = 0; SET time_zone = '+05:00'; CREATE TABLE a (id int); INSERT INTO a VALUES (1);";
      const begins =
        engine === "postgres"
          ? "-- no-transaction\nBEGIN; CREATE TABLE b (id int);"
          : "START TRANSACTION; INSERT INTO a VALUES (2);";
      write({ "0001_a.sql": spoiling, "0002_b.sql": begins });
      expect(await run("up", settings)).toEqual({ done: ["0001_a", "0002_b"], error: undefined });
      expect(await states(settings)).toEqual({ "0001_a": "applied", "0002_b": "applied" });
      expect(await run("up", settings)).toEqual({ done: [], error: undefined });
      if (engine === "mysql") {
        expect(await ask(settings, "SELECT id FROM a ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
      }
    });

    it("tell what stays of one that has a transaction of its own", async () => {
      const settings = await fresh();
      const head = engine === "postgres" ? "-- no-transaction\n" : "";
      write({
        "0001_a.sql": `${head}CREATE TABLE a (id int); BEGIN; INSERT INTO a VALUES (1); SELECT wrong;`,
      });
      expect((await run("up", settings)).error).toMatchObject({
        hint: expect.stringMatching(
          /^the first 2 statements of 4 are applied|^the first statement of 4/,
        ),
      });
      expect(await ask(settings, "SELECT id FROM a")).toEqual([]);
      write({
        "0001_a.sql": `${head}CREATE TABLE a (id int); BEGIN; INSERT INTO a VALUES (1); COMMIT;`,
      });
      expect(await run("up", settings)).toEqual({ done: ["0001_a"], error: undefined });
      expect(await ask(settings, "SELECT id FROM a")).toEqual([{ id: 1 }]);
    });

    it("tell where the server found a mistake", async () => {
      const settings = await fresh();
      write({ "0001_a.sql": "-- ä🙂\nSELECT 1;\nSELECT 'ä🙂',\n  (1 +) AS wrong;" });
      const { error } = await run("up", settings);
      expect(error?.message).toMatch(/^0001_a\.sql:4:7 .*syntax.* \[\w+\]$/s);
    });

    it("cannot be taken back without a file that says how", async () => {
      const settings = await fresh();
      write({ "0001_a.sql": "CREATE TABLE a (id int)" });
      await run("up", settings);
      const { error } = await run("down", settings);
      expect(error?.message).toBe("nothing says how to take 0001_a back");
      expect(await tables(settings)).toEqual(["a"]);
    });

    it("wait for another migrator, and then find its work done", async () => {
      const settings = await fresh();
      write({ "0001_a.sql": "CREATE TABLE a (id int)", "0002_b.sql": "CREATE TABLE b (id int)" });
      const waited: string[] = [];
      let free = () => {};
      const freed = new Promise<void>(resolve => {
        free = resolve;
      });
      let others: Promise<Ran> | undefined;
      const migrations = await readMigrations(".", engine, folder);
      const options: MigrateOptions = {
        engine,
        migrations,
        allowOutOfOrder: false,
        waitMs: 60_000,
        onWait: () => {},
        signal: new AbortController().signal,
        onBegin: () => {},
        onDone: () => {},
      };
      // The second one begins while the first has the lock, and the first goes on once it is waited for.
      await withSession(settings, {}, session =>
        migrateUp(session, options, possible => {
          others = run("up", settings, {
            waitMs: 60_000,
            onWait: holder => {
              waited.push(holder);
              free();
            },
          });
          return possible;
        }).then(() => freed),
      ).catch(error => waited.push(String(error)));
      expect(await others).toEqual({ done: [], error: undefined });
      expect(waited).toHaveLength(1);
    });
  });
}

describe("a migration on postgres", () => {
  it("is applied as a whole or not at all", async () => {
    const settings = await freshDatabase();
    write({ "0001_a.sql": "CREATE TABLE a (id int); CREATE TABLE a (id int);" });
    const { error } = await run("up", settings);
    expect(error?.message).toMatch(/^0001_a\.sql:1:26 relation "a" already exists/);
    expect(await states(settings)).toEqual({ "0001_a": "pending" });
    write({ "0001_a.sql": "CREATE TABLE a (id int);" });
    expect((await run("up", settings)).done).toEqual(["0001_a"]);
  });

  it("that wants no transaction has none, and is gone on with where it ended", async () => {
    const settings = await freshDatabase();
    const first =
      "-- no-transaction\nCREATE TABLE a (id int); CREATE INDEX CONCURRENTLY a_id ON a (id);";
    write({ "0001_a.sql": `${first} SELECT wrong;` });
    const { error } = await run("up", settings);
    expect(error).toMatchObject({
      message: expect.stringContaining("0001_a.sql:2:"),
      hint: expect.stringContaining("the first 2 statements of 3 are applied"),
    });
    expect(await states(settings)).toEqual({ "0001_a": "partial" });
    write({ "0001_a.sql": `${first.replace("a_id", "a_x")} SELECT 1;` });
    expect((await run("up", settings)).error?.message).toBe(
      "0001_a.sql was edited where it is applied already",
    );
    write({ "0001_a.sql": `${first} SELECT 1; CREATE TABLE b (id int);` });
    expect((await run("up", settings)).done).toEqual(["0001_a"]);
    expect(await states(settings)).toEqual({ "0001_a": "applied" });
  });
});

describe.skipIf(mariadbMissing)("a migration on MariaDB", () => {
  it("is gone on with where it ended", async () => {
    const settings = await freshMariadb();
    const first = 'CREATE TABLE a (id int, name varchar(9) DEFAULT "none");';
    write({ "0001_a.sql": `${first} INSERT INTO a (id) VALUES (1); CREATE TABLE a (id int);` });
    const { error } = await run("up", settings);
    expect(error).toMatchObject({
      hint: expect.stringContaining(
        "the first 2 statements of 3 are applied, and cannot be rolled back",
      ),
    });
    write({ "0001_a.sql": `${first} INSERT INTO a (id) VALUES (1); CREATE TABLE b (id int);` });
    expect((await run("up", settings)).done).toEqual(["0001_a"]);
    expect(await askMariadb(settings, "SELECT name FROM a")).toEqual([{ name: "none" }]);
  });

  it("makes triggers and procedures without DELIMITER", async () => {
    const settings = await freshMariadb();
    write({
      "0001_a.sql": `CREATE TABLE a (id int, twice int);
CREATE TRIGGER a_twice BEFORE INSERT ON a FOR EACH ROW
BEGIN
  IF NEW.id > 0 THEN SET NEW.twice = 2 * NEW.id; END IF;
END;
CREATE PROCEDURE fill() BEGIN INSERT INTO a (id) VALUES (4); INSERT INTO a (id) VALUES (5); END;
CALL fill();`,
    });
    expect(await run("up", settings)).toEqual({ done: ["0001_a"], error: undefined });
    expect(await askMariadb(settings, "SELECT twice FROM a ORDER BY id")).toEqual([
      { twice: 8 },
      { twice: 10 },
    ]);
  });
});
