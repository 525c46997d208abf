import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type PostgresStatus, sharedPostgres } from "../../../src/local/postgres/shared.ts";
import { askPostgres } from "../../support/postgres.ts";
import { hostAt, processesWith, runChild, tempDirectory } from "../child.ts";

// Its files are written through to the disk, which may be busy.
describe("the shared PostgreSQL", { timeout: 90_000 }, () => {
  test("starts with the first who asks, and keeps its place and its data until a reset", async () => {
    const home = tempDirectory();
    const server = sharedPostgres(hostAt(home));
    const off = await server.status();
    expect(off).toEqual({ running: false, database: expect.any(String) });
    expect(await server.stop()).toBe(false);
    expect(await server.reset()).toBe(false);
    expect(readdirSync(home)).toEqual([]);

    const { settings, started } = await server.ensure();
    expect(started).toBe(true);
    await askPostgres(settings, "CREATE TABLE kept AS SELECT 7 AS n");
    expect(await sharedPostgres(hostAt(home)).ensure()).toEqual({ settings, started: false });
    const { port } = settings.writer;
    expect(await server.status()).toEqual({
      running: true,
      endpoint: `postgres://dyn@127.0.0.1:${port}/dyn`,
      replicas: [],
      pid: expect.any(Number),
      passfile: join(home, "local/postgres/passfile"),
      database: off.database,
    });
    for (const name of ["state.json", "passfile", "primary.log"]) {
      expect(statSync(join(home, "local/postgres", name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(off.database).mode & 0o777).toBe(0o700);

    expect(await server.stop()).toBe(true);
    expect(await server.stop()).toBe(false);
    expect(await servers(off)).toEqual([]);
    expect(await server.ensure()).toEqual({ settings, started: true });
    expect(await askPostgres(settings, "SELECT n FROM kept")).toEqual([{ n: 7 }]);

    expect(await server.reset()).toBe(true);
    expect(await servers(off)).toEqual([]);
    expect(existsSync(off.database)).toBe(false);
    expect(await server.reset()).toBe(false);
  });

  test("takes replicas while it runs, keeps them, and gives them up", async () => {
    const server = sharedPostgres(hostAt(tempDirectory()));
    const alone = (await server.ensure()).settings;
    await askPostgres(alone, "CREATE TABLE before AS SELECT 1 AS n");

    const { settings, started } = await server.ensure({ replicas: 1 });
    expect(started).toBe(true);
    const [reader] = settings.readers;
    expect(await askPostgres(settings, "SELECT n FROM before", reader)).toEqual([{ n: 1 }]);
    await expect(askPostgres(settings, "DROP TABLE before", reader)).rejects.toMatchObject({
      code: "25006",
    });
    expect((await running(server.status())).replicas).toHaveLength(1);

    await server.stop();
    const again = (await server.ensure()).settings;
    expect(again.readers).toEqual(settings.readers);
    await askPostgres(again, "CREATE TABLE afterwards AS SELECT 2 AS n");
    const follows = () =>
      askPostgres(again, "SELECT n FROM afterwards", again.readers[0]).catch(() => []);
    await expect.poll(follows, { timeout: 10_000 }).toEqual([{ n: 2 }]);
    expect((await server.ensure({ replicas: 1, exactly: true })).started).toBe(false);

    const fewer = await server.ensure({ replicas: 0, exactly: true });
    expect(fewer.settings.readers).toEqual([]);
    expect(await servers(await server.status())).toHaveLength(1);
  });

  test("is one for all who start it at the same moment, and outlives them", async () => {
    const home = tempDirectory();
    const children = [1, 2, 3].map(() =>
      runChild(
        `console.log(JSON.stringify(await sharedPostgres(host).ensure()));
        process.kill(process.pid, "SIGKILL");`,
        home,
      ),
    );
    const answers = await Promise.all(children.map(async child => JSON.parse(await child.line)));
    await Promise.all(children.map(child => child.exit));
    expect(answers.filter(answer => answer.started)).toHaveLength(1);
    const server = sharedPostgres(hostAt(home));
    const { settings, started } = await server.ensure();
    expect(started).toBe(false);
    for (const answer of answers) expect(answer.settings).toEqual(settings);
    expect(await servers(await server.status())).toHaveLength(1);
  });

  test("is started again after it was killed, and takes a password anew when its own is lost", async () => {
    const home = tempDirectory();
    const server = sharedPostgres(hostAt(home));
    const { settings } = await server.ensure();
    await askPostgres(settings, "CREATE TABLE kept ()");
    process.kill((await running(server.status())).pid, "SIGKILL");
    await expect.poll(() => server.status()).toMatchObject({ running: false });
    expect(await server.ensure()).toEqual({ settings, started: true });

    await server.stop();
    rmSync(join(home, "local/postgres/state.json"));
    const renewed = (await server.ensure()).settings;
    expect(renewed.auth).not.toEqual(settings.auth);
    expect(await askPostgres(renewed, "SELECT FROM kept")).toEqual([]);
  });

  test("without its programs is an error before anything is written", async () => {
    const home = tempDirectory();
    const missing = join(home, "missing");
    const server = sharedPostgres(hostAt(home, { DYN_POSTGRES_BIN: missing }));
    await expect(server.ensure()).rejects.toMatchObject({
      kind: "connection",
      message: `DYN_POSTGRES_BIN names ${missing}, where postgres and initdb are not both`,
    });
    expect(readdirSync(home)).toEqual([]);
  });
});

function servers({ database }: PostgresStatus): Promise<number[]> {
  return processesWith(`-D ${database}/`);
}

async function running(asked: Promise<PostgresStatus>) {
  const status = await asked;
  if (!status.running) throw new Error("PostgreSQL does not run");
  return status;
}
