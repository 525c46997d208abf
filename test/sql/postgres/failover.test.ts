import { describe, expect, test, vi } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import type { Database } from "../../../src/sql/database.ts";
import { openDatabase } from "../../../src/sql/open.ts";
import { askPostgres, freshDatabase, postgresWithReplica } from "../../support/postgres.ts";
import { startTcpProxy } from "../../support/tcp-proxy.ts";

async function withDatabase(settings: SqlSettings, use: (database: Database) => Promise<void>) {
  const database = await openDatabase(settings, { name: "shop", maxConnections: 4, env: {} });
  try {
    await use(database);
  } finally {
    await database.close();
  }
}

const make = "CREATE TABLE IF NOT EXISTS marks (id int)";
const mark = { text: "INSERT INTO marks VALUES ($1)", name: "mark", readOnly: false };
const count = { text: "SELECT count(*) FROM marks WHERE id = $1", name: "count", readOnly: true };

describe("a failover of PostgreSQL", () => {
  test("is followed: what became read-only is left for where the endpoint leads now", async () => {
    const settings = await postgresWithReplica();
    await askPostgres(settings, make);
    const [replica = settings.writer] = settings.readers;
    const endpoint = await startTcpProxy(settings.writer);
    const { host, port } = endpoint;
    const single = { ...settings, writer: { host, port }, readers: [] };
    try {
      await withDatabase(single, async database => {
        expect(await database.run(mark, ["1"])).toMatchObject({ outcome: "ok", attempts: 1 });
        // The endpoint leads to a replica by now, and does for the connection after this one, too.
        endpoint.upstream = replica;
        endpoint.cut();
        expect(await database.run(count, ["1"])).toMatchObject({ outcome: "ok" });
        let tries = 0;
        endpoint.faults = sent => {
          if (sent.includes("mark")) tries += 1;
          if (tries === 2) endpoint.upstream = settings.writer;
          return undefined;
        };
        const answer = await database.run(mark, ["2"]);
        expect(answer).toMatchObject({ outcome: "ok", attempts: 3 });
        const transaction = await database.transact({}, async running => {
          const { outcome } = await running.run(mark, ["3"]);
          return { commit: true, value: outcome };
        });
        expect(transaction).toMatchObject({ outcome: "committed", attempts: 1 });
      });
    } finally {
      await endpoint.close();
    }
  });

  test("is followed by transactions that a replica does not even begin", async () => {
    const settings = await postgresWithReplica();
    await askPostgres(settings, make);
    const [replica = settings.writer] = settings.readers;
    const endpoint = await startTcpProxy(replica);
    const { host, port } = endpoint;
    const single = { ...settings, writer: { host, port }, readers: [] };
    try {
      await withDatabase(single, async database => {
        expect(await database.run(count, ["1"])).toMatchObject({ outcome: "ok" });
        let tries = 0;
        endpoint.faults = sent => {
          if (sent.includes("SERIALIZABLE")) tries += 1;
          if (tries === 2) endpoint.upstream = settings.writer;
          return undefined;
        };
        const isolation = "serializable";
        const answer = await database.transact({ isolation }, async running => {
          const { outcome } = await running.run(mark, ["6"]);
          return { commit: outcome === "ok", value: outcome };
        });
        expect(answer).toMatchObject({ outcome: "committed", attempts: 3 });
      });
    } finally {
      await endpoint.close();
    }
  });

  test("asks a replica for no write twice", async () => {
    const settings = await postgresWithReplica();
    await askPostgres(settings, make);
    await withDatabase(settings, async database => {
      const answer = await database.run(mark, ["4"], { route: "read" });
      expect(answer).toMatchObject({ outcome: "failed", fault: { code: "25006" }, attempts: 1 });
    });
  });

  test("shows where each instance is: a replica's role, and how far it is behind", async () => {
    const settings = await postgresWithReplica();
    await askPostgres(settings, make);
    await withDatabase(settings, async database => {
      await database.run(mark, ["5"]);
      await vi.waitFor(async () => {
        const answer = await database.run(count, ["5"]);
        expect(answer).toMatchObject({ outcome: "ok", rows: { rows: [["1"]] } });
      }, 10_000);
      const [writer, reader] = await database.instances();
      expect(writer).toMatchObject({ role: "writer", readOnly: false, lagMs: null });
      expect(reader).toMatchObject({ role: "reader", readOnly: true });
      expect(reader?.lagMs).toBeGreaterThanOrEqual(0);
      expect(reader?.version).toMatch(/^PostgreSQL \d+\.\d+$/);
    });
  });
});

describe("a session that the server ends", () => {
  const endAll =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

  test("while it is idle or in a transaction costs a try, and nothing is done twice", async () => {
    const settings = await freshDatabase();
    await askPostgres(settings, make);
    await withDatabase(settings, async database => {
      await database.run(mark, ["1"]);
      await askPostgres(settings, endAll);
      expect(await database.run(mark, ["2"])).toMatchObject({ outcome: "ok" });
      let tries = 0;
      const answer = await database.transact({}, async transaction => {
        tries += 1;
        await transaction.run(mark, ["3"]);
        if (tries === 1) await askPostgres(settings, endAll);
        const last = await transaction.run(mark, ["3"]);
        if (last.outcome === "ok") return { commit: true, value: tries };
        return { commit: false, value: tries, fault: last.fault };
      });
      expect(answer).toMatchObject({ outcome: "committed", value: 2, attempts: 2 });
    });
    const rows = await askPostgres(settings, "SELECT id FROM marks ORDER BY id");
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 3, 3]);
  });

  test("goes on with a table whose columns have changed", async () => {
    const settings = await freshDatabase();
    await askPostgres(settings, make);
    const all = { text: "SELECT * FROM marks", name: "all", readOnly: true };
    await withDatabase(settings, async database => {
      await database.run(mark, ["1"]);
      expect(await database.run(all, [])).toMatchObject({ rows: { rows: [["1"]] } });
      await askPostgres(settings, "ALTER TABLE marks ADD note text");
      const answer = await database.run(all, []);
      expect(answer).toMatchObject({ outcome: "ok", rows: { rows: [["1", null]] } });
    });
  });
});
