import { describe, expect, test } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import { startPrivatePostgres } from "../../../src/local/postgres/private.ts";
import type { Database } from "../../../src/sql/database.ts";
import { openDatabase } from "../../../src/sql/open.ts";
import { thisHost } from "../../support/engine.ts";
import { askPostgres, freshDatabase } from "../../support/postgres.ts";

async function withDatabase(settings: SqlSettings, use: (database: Database) => Promise<void>) {
  const database = await openDatabase(settings, { name: "shop", maxConnections: 8, env: {} });
  try {
    await use(database);
  } finally {
    await database.close();
  }
}

describe("an instance of PostgreSQL", () => {
  test("that has replayed nothing yet does not tell how far it is behind", async () => {
    const server = await startPrivatePostgres(thisHost, { replicas: 1 });
    try {
      const { settings } = server;
      const [replica] = settings.readers;
      await askPostgres(settings, "SELECT pg_wal_replay_pause()", replica);
      await askPostgres(settings, "CREATE TABLE marks (id int)");
      await withDatabase(settings, async database => {
        const [, reader] = await database.instances();
        expect(reader).toMatchObject({ role: "reader", readOnly: true, lagMs: null });
      });
    } finally {
      await server.close();
    }
  });

  test("counts everybody's connections, whoever asks", async () => {
    const settings = await freshDatabase();
    await askPostgres(settings, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
    const auth = { kind: "own", password: "guest" } as const;
    await withDatabase(settings, async others => {
      const sleep = { text: "SELECT pg_sleep(0.1)", readOnly: true };
      await Promise.all(Array.from({ length: 5 }, () => others.run(sleep, [])));
      await withDatabase({ ...settings, user: "guest", auth }, async database => {
        const [writer] = await database.instances();
        expect(writer?.connections).toBeGreaterThanOrEqual(6);
      });
    });
  });
});
