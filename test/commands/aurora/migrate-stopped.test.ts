import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostPort, SqlSettings } from "../../../src/config/sql-settings.ts";
import { main } from "../../../src/main.ts";
import { fakeContext } from "../../support/context.ts";
import { freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { freshDatabase } from "../../support/postgres.ts";
import { startTcpProxy } from "../../support/tcp-proxy.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-migrate-"));
  mkdirSync(join(cwd, "migrations"));
});

afterEach(() => rmSync(cwd, { recursive: true }));

function write(name: string, text: string) {
  writeFileSync(join(cwd, "migrations", name), text);
}

function begun({ engine, user, database, auth }: SqlSettings, { host, port }: HostPort) {
  const password = auth.kind === "own" ? auth.password : "";
  const context = fakeContext({ cwd, env: { PGPASSWORD: password, MYSQL_PWD: password } });
  const url = `${engine}://${user}@${host}:${port}/${database}`;
  return { context, ended: main(["aurora", "migrate", "up", "-t", url], context) };
}

for (const { engine, fresh, missing, pause } of [
  { engine: "postgres", fresh: freshDatabase, missing: undefined, pause: "pg_sleep(600)" },
  { engine: "mysql", fresh: freshMariadb, missing: mariadbMissing, pause: "SLEEP(600)" },
] as const) {
  describe.skipIf(missing)(`dyn aurora migrate on ${engine}, interrupted`, () => {
    it.each([true, false])(
      "ends and tells what is applied; a server that hears: %s",
      async hears => {
        const settings = await fresh();
        write("0001_a.sql", "CREATE TABLE a (id int)");
        write("0002_b.sql", `CREATE TABLE b (id int); SELECT ${pause}`);
        let deaf = false;
        const proxy = await startTcpProxy(settings.writer, sent => {
          deaf ||= !hears && sent.includes(pause);
          return deaf ? "silence" : undefined;
        });
        try {
          const { context, ended } = begun(settings, proxy);
          while (!proxy.sent.some(sent => sent.includes(pause))) await sleep(20);
          context.interrupt();
          expect(await ended).toBe(130);
          expect(context.written.err).toContain("1 migration applied: 0001_a");
          expect(context.written.err).toContain("dyn aurora migrate status");
        } finally {
          await proxy.close();
        }
      },
    );

    it("ends while the server does not let it in", async () => {
      const settings = await fresh();
      write("0001_a.sql", "CREATE TABLE a (id int)");
      const proxy = await startTcpProxy(settings.writer, () => "silence");
      try {
        const { context, ended } = begun(settings, proxy);
        while (proxy.connections === 0) await sleep(20);
        context.interrupt();
        expect(await ended).toBe(130);
      } finally {
        await proxy.close();
      }
    });
  });
}
