import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import { dynAnywhere, type Ran } from "../../support/in-process.ts";
import { askMariadb, freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { askPostgres, freshDatabase } from "../../support/postgres.ts";

const root = join(import.meta.dirname, "../../..");
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-migrate-"));
  cpSync(join(root, "scenarios/migrations"), join(cwd, "migrations"), { recursive: true });
});

afterEach(() => rmSync(cwd, { recursive: true }));

function urlOf({ engine, writer, user, database }: SqlSettings): string {
  return `${engine}://${user}@${writer.host}:${writer.port}/${database}`;
}

function migrate(settings: SqlSettings, words: string, more: object = {}): Promise<Ran> {
  const password = settings.auth.kind === "own" ? settings.auth.password : "";
  const env = { PGPASSWORD: password, MYSQL_PWD: password };
  const all = ["aurora", "migrate", ...words.split(" "), "-t", urlOf(settings)];
  return dynAnywhere(all, { cwd, env, ...more });
}

for (const { engine, fresh, ask, missing } of [
  { engine: "postgres", fresh: freshDatabase, ask: askPostgres, missing: undefined },
  { engine: "mysql", fresh: freshMariadb, ask: askMariadb, missing: mariadbMissing },
] as const) {
  describe.skipIf(missing)(`dyn aurora migrate on ${engine}`, () => {
    it("applies the examples, tells what is applied, and takes them back", async () => {
      const settings = await fresh();
      const planned = await migrate(settings, "up --dry-run");
      expect(planned.out).toContain(`-- migrations/${engine}/0001_create_customers.sql`);
      const up = await migrate(settings, "up --to 0002 -o json");
      expect([up.code, up.err]).toEqual([0, expect.stringContaining("✔ 0001_create_customers")]);
      expect(JSON.parse(up.out)).toMatchObject({
        schema: "dyn.migrations/1",
        applied: 2,
        pending: 2,
        appliedNow: [{ name: "0001_create_customers" }, { name: "0002_create_products" }],
      });
      expect((await migrate(settings, "up")).code).toBe(0);
      const status = await migrate(settings, "status -o table");
      expect(status.out).toMatch(/0004_index_recent_orders +applied +\d{4}-\d\d-\d\d .* +yes/);
      const refused = await migrate(settings, "down");
      expect(refused).toMatchObject({ code: 2, out: "" });
      expect(refused.err).toContain("will not take back 0004_index_recent_orders");
      const down = await migrate(settings, "down --to 0001 --yes -o json");
      expect(down.err).toContain("✔ 0002_create_products");
      expect(JSON.parse(down.out)).toMatchObject({ applied: 1, pending: 3 });
    });

    it("refuses an edited history with the file and a way out", async () => {
      const settings = await fresh();
      await migrate(settings, "up --to 1");
      await migrate(settings, "up --to 0001");
      writeFileSync(join(cwd, `migrations/${engine}/0001_create_customers.sql`), "SELECT 1");
      const { code, err } = await migrate(settings, "up");
      expect(code).toBe(2);
      expect(err).toContain(
        `migrations/${engine}/0001_create_customers.sql was edited after it was applied`,
      );
      expect(err).toContain("put it back as it was");
      expect((await migrate(settings, "status")).code).toBe(3);
    });

    it("is told apart from what its script did by nothing", async () => {
      const settings = await fresh();
      const { out } = await migrate(settings, `script --engine ${engine}`);
      await piped(settings, out);
      const status = await migrate(settings, "status -o json");
      expect(JSON.parse(status.out)).toMatchObject({ applied: 4, pending: 0 });
      expect((await migrate(settings, "down --yes")).code).toBe(0);
    });

    it("applies nothing twice when two processes migrate at once", async () => {
      const settings = await fresh();
      const sql = engine === "postgres" ? "SELECT pg_sleep(0.3)" : "SELECT SLEEP(0.3)";
      for (let at = 5; at < 8; at += 1) {
        const name = `000${at}_slow.sql`;
        writeFileSync(join(cwd, "migrations", name), `${sql}; CREATE TABLE t${at} (id int)`);
      }
      const both = await Promise.all([inProcess(settings), inProcess(settings)]);
      expect(both.map(({ code, err }) => (code === 0 ? code : err))).toEqual([0, 0]);
      const done = both.map(({ err }) => err.match(/✔/g)?.length ?? 0);
      expect(done.toSorted()).toEqual([0, 7]);
      expect(both.map(({ err }) => err).join("")).toContain(
        "waiting for another one that migrates",
      );
      const rows = await ask(settings, "SELECT count(*) AS n FROM kysely_migration");
      expect(String((rows as { n: unknown }[])[0]?.n)).toBe("7");
    });
  });
}

describe("dyn aurora migrate", () => {
  it("asks nothing of a database for what is wrong in the folder", async () => {
    const words = [
      "aurora",
      "migrate",
      "up",
      "--folder",
      "none",
      "-t",
      "postgres://a@127.0.0.1:1/b",
    ];
    const { code, err } = await dynAnywhere(words, { cwd });
    expect(code).toBe(2);
    expect(err).toContain("cannot read the migrations in none");
  });

  it("writes a part of the script for an engine without a target", async () => {
    const words = "aurora migrate script --engine postgres --from 0002 --to 0003".split(" ");
    const { code, out } = await dynAnywhere(words, { cwd });
    expect(code).toBe(0);
    expect(out.match(/^-- migrations.*/gm)).toEqual([
      "-- migrations/postgres/0003_create_orders.sql",
    ]);
    expect(out).toContain("BEGIN;\n-- migrations");
  });
});

/** Runs a script by the engine's own client. */
async function piped(settings: SqlSettings, sql: string): Promise<void> {
  const { engine, writer, user, database, auth } = settings;
  const password = auth.kind === "own" ? auth.password : "";
  const at = ["-h", writer.host, engine === "postgres" ? "-p" : "-P", String(writer.port)];
  const [program, words]: [string, string[]] =
    engine === "postgres"
      ? ["psql", [...at, "-U", user, "-v", "ON_ERROR_STOP=1", "-q", database]]
      : ["mariadb", [...at, "-u", user, database]];
  const env = { ...process.env, PGPASSWORD: password, MYSQL_PWD: password };
  const child = spawn(program, words, { env, stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", text => {
    said += text;
  });
  child.stdin.end(sql);
  const code = await new Promise(resolve => child.once("close", resolve));
  if (code !== 0) throw new Error(said);
}

/** Runs the built program. */
async function inProcess(settings: SqlSettings): Promise<{ code: unknown; err: string }> {
  const password = settings.auth.kind === "own" ? settings.auth.password : "";
  const env = { ...process.env, PGPASSWORD: password, MYSQL_PWD: password, DYN_HOME: cwd };
  const words = [join(root, "bin/dyn.js"), "aurora", "migrate", "up", "-t", urlOf(settings)];
  const child = spawn(process.execPath, words, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", text => {
    err += text;
  });
  const code = await new Promise(resolve => child.once("close", resolve));
  return { code, err };
}
