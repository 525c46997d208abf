import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processesWith, realBinary } from "../local/child.ts";
import { dynAnywhere, type Ran } from "../support/in-process.ts";

const program = join(import.meta.dirname, "../../bin/dyn.js");

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "dyn-e2e-local-"));
});
afterEach(async () => {
  await here("local", "stop");
  await here("local", "reset", "-t", "postgres:local", "--yes");
  rmSync(home, { recursive: true, force: true });
});

/** Runs the built program. */
function dyn(...words: string[]): Promise<Pick<Ran, "out" | "err"> & { code: number | null }> {
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [program, ...words],
      { env: { ...process.env, NO_COLOR: "1", DYN_HOME: home } },
      (_, out, err) => resolve({ code: child.exitCode, out, err }),
    );
    child.stdin?.end();
  });
}

function hereWith(env: Record<string, string>, ...words: string[]): Promise<Ran> {
  return dynAnywhere(words, { env: { DYN_HOME: home, ...env } });
}

/** Without a process of its own: whichever process starts an engine, all others find it. */
function here(...words: string[]): Promise<Ran> {
  return hereWith({}, ...words);
}

describe("dyn local", () => {
  test("starts, tells where it is, and stops", async () => {
    const database = join(home, "local", "dynamodb.db");
    const before = await here("local", "status", "-o", "json");
    expect(JSON.parse(before.out)).toEqual({ running: false, database });

    const started = await dyn("local", "start");
    expect(started).toMatchObject({ code: 0, err: "started the local engine\n" });
    const status = JSON.parse(started.out);
    expect(status).toEqual({
      running: true,
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      pid: expect.any(Number),
      database,
    });
    expect(JSON.parse((await here("local", "status", "-o", "json")).out)).toEqual(status);
    expect((await here("local", "start")).err).toBe("the local engine runs already\n");

    expect(JSON.parse((await dyn("local", "stop")).out)).toEqual({ stopped: true, database });
    expect(JSON.parse((await here("local", "stop")).out)).toEqual({ stopped: false, database });
    expect(JSON.parse((await here("local", "status")).out)).toEqual({ running: false, database });
  });

  test("prints what people read with -o table", async () => {
    await here("local", "start");
    const { out } = await here("local", "status", "-o", "table");
    expect(out).toMatch(/^running {3}http:\S+\nprocess {3}\d+\ndatabase {2}\S+\n$/);
    expect((await here("local", "stop", "-o", "table")).out).toContain("its data stays in");
    expect((await here("local", "status", "-o", "table")).out).toContain("`dyn local start`");
  });

  test("starts one engine for two commands at the same moment", async () => {
    const [a, b] = await Promise.all([dyn("local", "start"), dyn("local", "start")]);
    expect(JSON.parse(a.out)).toEqual(JSON.parse(b.out));
    expect([a.err, b.err].sort()).toEqual([
      "started the local engine\n",
      "the local engine runs already\n",
    ]);
  });

  test("changes nothing with --dry-run", async () => {
    expect((await here("local", "start", "--dry-run")).err).toBe("would start the local engine\n");
    expect(JSON.parse((await here("local", "status")).out).running).toBe(false);

    await here("local", "start");
    const stop = await here("local", "stop", "--dry-run", "-o", "table");
    expect(stop.out).toBe("would stop the local engine\n");
    const reset = await here("local", "reset", "--dry-run", "-o", "table");
    expect(reset.out).toContain("would delete the local database");
    expect(JSON.parse((await here("local", "status")).out).running).toBe(true);
  });

  test("resets with --yes alone when there is nobody to ask", async () => {
    const database = join(home, "local", "dynamodb.db");
    expect(JSON.parse((await here("local", "reset")).out)).toEqual({ deleted: false, database });
    await here("local", "start");

    const refused = await here("local", "reset");
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("--yes");
    expect(existsSync(database)).toBe(true);

    const reset = await dyn("local", "reset", "--yes");
    expect(JSON.parse(reset.out)).toEqual({ deleted: true, database });
    expect(existsSync(database)).toBe(false);
    expect(JSON.parse((await here("local", "status")).out).running).toBe(false);
  });

  test("says what to do when the engine's program is missing", async () => {
    const missing = join(home, "dynoxide");
    const { code, out, err } = await hereWith({ DYN_DYNOXIDE: missing }, "local", "start");
    expect({ code, out }).toEqual({ code: 4, out: "" });
    expect(err).toContain(`DYN_DYNOXIDE names ${missing}, where there is no file`);
    expect(err).toContain("name it with DYN_DYNOXIDE");
  });

  test("says what to do when its directory cannot be written", async () => {
    const file = join(home, "file");
    writeFileSync(file, "");
    const { code, err } = await hereWith({ DYN_HOME: file }, "local", "start");
    expect(code).toBe(1);
    expect(err).toContain(`cannot write ${join(file, "local")}: a part of the path is a file`);
    expect(err).toContain("name another directory with DYN_HOME");
  });
});

describe("dyn local with -t postgres:local", { timeout: 90_000 }, () => {
  const postgres = (...words: string[]) => here("local", ...words, "-t", "postgres:local");
  const built = (...words: string[]) => dyn("local", ...words, "-t", "postgres:local");

  test("starts a PostgreSQL of one's own with replicas, tells where it is, and deletes it", async () => {
    const before = JSON.parse((await postgres("status", "-o", "json")).out);
    expect(before).toEqual({ running: false, database: expect.any(String) });
    expect((await here("local", "start", "--replicas", "1")).err).toContain("for PostgreSQL");

    const started = await built("start", "--replicas", "1");
    expect(started).toMatchObject({ code: 0, err: "started the local PostgreSQL\n" });
    const status = JSON.parse(started.out);
    expect(status).toEqual({
      ...before,
      running: true,
      endpoint: expect.stringMatching(/^postgres:\/\/dyn@127\.0\.0\.1:\d+\/dyn$/),
      replicas: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)],
      pid: expect.any(Number),
      passfile: join(home, "local/postgres/passfile"),
    });
    expect((await postgres("start")).err).toBe("the local PostgreSQL runs already\n");
    expect(await here("local", "status")).toMatchObject({
      code: 0,
      err: "the local PostgreSQL runs, too: see -t postgres:local\n",
    });
    const password = readFileSync(status.passfile, "utf8").trim().split(":").at(-1) ?? "";
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    const { out, err } = await postgres("status", "-o", "table", "--verbose");
    expect(out + err).not.toContain(password);
    expect(await processesWith(password)).toEqual([]);

    const { database } = status;
    expect(JSON.parse((await postgres("stop")).out)).toEqual({ stopped: true, database });
    expect(JSON.parse((await built("reset", "--yes")).out)).toEqual({ deleted: true, database });
    expect(await processesWith(`-D ${database}`)).toEqual([]);
    expect(existsSync(database)).toBe(false);
  });

  test("refuses targets that others look after", async () => {
    const { code, err } = await here("local", "stop", "-t", "aws");
    expect(code).toBe(2);
    expect(err).toContain("-t postgres:local");
  });
});

describe("the engine of -t memory", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 130],
    ["SIGKILL", null],
  ] as const)("is gone when its command ends by %s", async (signal, code) => {
    const binary = join(home, "dynoxide");
    symlinkSync(realBinary, binary);
    const command = spawn(
      process.execPath,
      [program, "stress", "run", "scenarios/user-sessions.yaml", "--duration", "60s"],
      {
        cwd: join(import.meta.dirname, "../.."),
        env: { ...process.env, DYN_HOME: home, DYN_DYNOXIDE: binary },
        stdio: "ignore",
      },
    );
    const exit = new Promise(resolve => command.once("exit", resolve));
    const engines = () => processesWith(`${binary} serve`);
    await expect.poll(engines, { timeout: 20_000 }).not.toEqual([]);
    command.kill(signal);
    expect(await exit).toBe(code);
    await expect.poll(engines, { timeout: 10_000 }).toEqual([]);
  });
});
