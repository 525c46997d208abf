import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startPrivatePostgres } from "../../../src/local/postgres/private.ts";
import { thisHost } from "../../support/engine.ts";
import {
  askPostgres,
  freshDatabase,
  postgresServer,
  postgresWithReplica,
} from "../../support/postgres.ts";
import { hostAt, processesWith, runChild, tempDirectory } from "../child.ts";

describe("a private PostgreSQL", () => {
  test("has a database whose text is UTF-8, compared by bytes", async () => {
    const [row] = await askPostgres(
      await postgresServer(),
      "SELECT pg_encoding_to_char(encoding) AS encoding, datcollate FROM pg_database WHERE datname = current_database()",
    );
    expect(row).toEqual({ encoding: "UTF8", datcollate: "C" });
  });

  test("gives each test a database of its own", async () => {
    const one = await freshDatabase();
    const other = await freshDatabase();
    await askPostgres(one, "CREATE TABLE mine ()");
    const tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    expect(await askPostgres(one, tables)).toEqual([{ tablename: "mine" }]);
    expect(await askPostgres(other, tables)).toEqual([]);
  });

  test("has a replica that follows it and takes no writes", async () => {
    const settings = await postgresWithReplica();
    const [reader] = settings.readers;
    await askPostgres(settings, "CREATE TABLE followed AS SELECT 7 AS n");
    await expect
      .poll(() => askPostgres(settings, "SELECT n FROM followed", reader).catch(() => []), {
        timeout: 10_000,
      })
      .toEqual([{ n: 7 }]);
    await expect(askPostgres(settings, "DELETE FROM followed", reader)).rejects.toMatchObject({
      code: "25006",
    });
  });
});

describe("a private PostgreSQL that does not start", () => {
  test.each([
    ["the role is a dog", "see whether it runs at all"],
    ['could not write to file "pg_wal/1": No space left on device', "make room in "],
  ])("is an error with its own words: %s", async (words, hint) => {
    const bin = tempDirectory();
    chmodSync(bin, 0o755);
    for (const program of ["initdb", "postgres"]) {
      const script = `#!/bin/sh\necho 'FATAL:  ${words}' >&2\nexit 1\n`;
      writeFileSync(join(bin, program), script, { mode: 0o755 });
    }
    const host = hostAt(tempDirectory(), { DYN_POSTGRES_BIN: bin });
    await expect(startPrivatePostgres(host)).rejects.toMatchObject({
      kind: "connection",
      message: `PostgreSQL did not start: ${words}`,
      hint: expect.stringContaining(hint),
    });
  });
});

describe("a private PostgreSQL dies with its command, and its files go with it", {
  timeout: 90_000,
}, () => {
  const start = (folder: string) => `
    host.env.TMPDIR = ${JSON.stringify(folder)};
    console.log("soon");
    const { settings } = await startPrivatePostgres(host, { replicas: 1 });
    console.log(settings.writer.port);`;

  test.each([
    ["ends without closing it", ""],
    ["is killed", 'process.kill(process.pid, "SIGKILL");'],
  ])("that %s", async (_, end) => {
    const folder = passingFolder();
    const child = runChild(start(folder) + end, tempDirectory());
    await child.exit;
    await gone(folder);
  });

  test("that is killed at any moment of the start", async () => {
    const folder = passingFolder();
    const children = [0, 100, 400, 1_600].map(async delayMs => {
      const child = runChild(
        `setTimeout(() => process.kill(process.pid, "SIGKILL"), ${delayMs});${start(folder)}
        setInterval(() => {}, 1000);`,
        tempDirectory(),
      );
      await child.exit;
    });
    await Promise.all(children);
    await gone(folder);
  });
});

describe.skipIf(userInfo().uid !== 0)("started by root", () => {
  test("runs as another user, with its files where that user can reach them", async () => {
    const hidden = tempDirectory();
    const server = await startPrivatePostgres({ ...thisHost, env: { TMPDIR: hidden } });
    try {
      const [pid = 0] = await processesWith(`-p ${server.settings.writer.port} `);
      expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
      expect(readdirSync(hidden)).toEqual([]);
    } finally {
      await server.close();
    }
    expect(await processesWith(`-p ${server.settings.writer.port} `)).toEqual([]);
  });
});

/** A folder for passing things that other users can enter, too. */
function passingFolder(): string {
  const folder = tempDirectory();
  chmodSync(folder, 0o1777);
  return folder;
}

async function gone(folder: string): Promise<void> {
  await expect.poll(() => readdirSync(folder), { timeout: 60_000 }).toEqual([]);
  await expect.poll(() => processesWith(folder), { timeout: 10_000 }).toEqual([]);
}
