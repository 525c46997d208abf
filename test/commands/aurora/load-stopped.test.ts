import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import { main } from "../../../src/main.ts";
import { fakeContext } from "../../support/context.ts";
import { askPostgres, freshDatabase } from "../../support/postgres.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-load-"));
});

afterEach(() => rmSync(cwd, { recursive: true }));

function begun({ writer, user, database, auth }: SqlSettings) {
  const env = { PGPASSWORD: auth.kind === "own" ? auth.password : "" };
  const context = fakeContext({ cwd, env });
  const url = `postgres://${user}@${writer.host}:${writer.port}/${database}`;
  const words = ["aurora", "load", "plain", "--format", "csv", "-t", url];
  return { context, ended: main(words, context) };
}

async function countOf(settings: SqlSettings): Promise<number> {
  const [row] = await askPostgres(settings, "SELECT count(*)::int AS n FROM plain");
  return Number(row?.n);
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `${from + at},name\n`).join("");

describe("dyn aurora load that does not come to its end", () => {
  it("stores by Ctrl-C what it has read, tells how far it came, and how to go on", async () => {
    const settings = await freshDatabase();
    await askPostgres(settings, "CREATE TABLE plain (id int PRIMARY KEY, name text)");
    const { context, ended } = begun(settings);
    context.stdin.push(`id,name\n${lines(0, 45_000)}`);
    while ((await countOf(settings)) === 0) await sleep(20);
    context.interrupt();
    expect(await ended).toBe(130);
    const count = await countOf(settings);
    const said = `${count.toLocaleString("en")} rows loaded. The same command with --on-conflict skip goes on.`;
    expect(context.written.err).toContain(said);
    expect(context.written.err).toContain(`at standard input:${(count + 1).toLocaleString("en")}:`);
  });

  it("tells of a lost connection, and that rows under way may be stored", async () => {
    const settings = await freshDatabase();
    await askPostgres(
      settings,
      `CREATE TABLE plain (id int PRIMARY KEY, name text);
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id = 25000 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER die BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION die()`,
    );
    const { context, ended } = begun(settings);
    context.stdin.push(`id,name\n${lines(0, 90_000)}`);
    context.stdin.push(null);
    expect(await ended).toBe(4);
    // Batches of 1,250, 2,500, 5,000 and 10,000 rows came before.
    expect(await countOf(settings)).toBe(18_750);
    expect(context.written.err).toContain("18,750 rows loaded");
    expect(context.written.err).toMatch(/error: .*terminat.*/);
  });
});
