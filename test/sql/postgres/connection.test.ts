import { type AddressInfo, connect as connectSocket, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { defaultPool, type HostPort, type SqlSettings } from "../../../src/config/sql-settings.ts";
import type { ServerConnection } from "../../../src/sql/engine.ts";
import { connect } from "../../../src/sql/postgres/connection.ts";
import { askPostgres, freshDatabase } from "../../support/postgres.ts";
import { startTcpProxy } from "../../support/tcp-proxy.ts";
import { withLab } from "../lab.ts";

async function withConnection(
  settings: SqlSettings,
  use: (connection: ServerConnection) => Promise<void>,
  endpoint: HostPort = settings.writer,
): Promise<void> {
  const { database, user, auth } = settings;
  const password = auth.kind === "own" ? auth.password : undefined;
  const connectTimeoutMs = 10_000;
  const connection = await connect({ endpoint, database, user, password, connectTimeoutMs });
  try {
    await use(connection);
  } finally {
    connection.destroy();
  }
}

const make = "CREATE TABLE marks (id int)";
const insert = { text: "INSERT INTO marks VALUES ($1)", readOnly: false };
const count = "SELECT count(*)::int AS n FROM marks";

describe("a connection to PostgreSQL", () => {
  test("refuses to copy rows that a plain statement asks for, and goes on", async () => {
    const settings = await freshDatabase();
    await askPostgres(settings, make);
    await withConnection(settings, async connection => {
      const copy = { text: "COPY marks FROM STDIN", readOnly: false };
      expect(await connection.run(copy, [])).toMatchObject({
        ok: false,
        fault: { code: "0A000", message: "COPY FROM STDIN has no rows to copy here" },
        effect: "none",
      });
      expect(await connection.run({ text: count, readOnly: true }, [])).toMatchObject({
        ok: true,
        rows: { rows: [["0"]] },
      });
    });
  });

  test("performs nothing of a transaction that could not begin, though all of it was sent", async () => {
    const settings = await freshDatabase();
    await askPostgres(settings, make);
    await withConnection(settings, async connection => {
      await connection.begin({ readOnly: false });
      await connection.commit();
      // From now on, a transaction's beginning is sent with its first statement; here it fails.
      await connection.run({ text: "DEALLOCATE ALL", readOnly: false }, []);
      await connection.begin({ readOnly: false });
      const calls = ["1", "2", "3"].map(id => ({ statement: insert, values: [id] }));
      const replies = await connection.runAll(calls);
      expect(replies).toMatchObject([{ ok: false, fault: { code: "26000" }, effect: "none" }]);
      expect(connection.usable).toBe(false);
    });
    expect(await askPostgres(settings, count)).toEqual([{ n: 0 }]);
  });

  test("takes a write that is cut off for unknown, whatever a statement before it failed with", async () => {
    const settings = await freshDatabase();
    await askPostgres(settings, make);
    const proxy = await startTcpProxy(settings.writer);
    const read = { text: "SELECT * FROM marks", name: "read", readOnly: true };
    const slowly = "INSERT INTO marks SELECT 1 FROM pg_sleep(10)";
    const use = async (connection: ServerConnection) => {
      await connection.run(read, []);
      await askPostgres(settings, "ALTER TABLE marks ADD note text");
      const reading = connection.run(read, []);
      const writing = connection.run({ text: slowly, readOnly: false }, []);
      expect(await reading).toMatchObject({ ok: false, fault: { code: "26000" }, effect: "none" });
      proxy.cut();
      expect(await writing).toMatchObject({
        ok: false,
        fault: { code: "ConnectionLost" },
        effect: "possible",
      });
    };
    try {
      await withConnection(settings, use, { host: proxy.host, port: proxy.port });
    } finally {
      await proxy.close();
    }
  });

  test("is closed though the server says nothing to a good-bye", async () => {
    const settings = await freshDatabase();
    let silent = false;
    const frozen = createServer({ allowHalfOpen: true }, client => {
      const server = connectSocket(settings.writer);
      for (const socket of [client, server]) socket.on("error", () => {});
      client.on("data", data => silent || server.write(data));
      client.on("close", () => server.destroy());
      server.on("data", data => silent || client.write(data));
    });
    await new Promise<void>(resolve => frozen.listen(0, "127.0.0.1", resolve));
    const { port } = frozen.address() as AddressInfo;
    const use = async (connection: ServerConnection) => {
      expect(await connection.run({ text: count, readOnly: true }, [])).toMatchObject({ ok: true });
      silent = true;
      await connection.end();
      expect(connection.usable).toBe(false);
    };
    try {
      await askPostgres(settings, make);
      await withConnection(settings, use, { host: "127.0.0.1", port });
    } finally {
      frozen.close();
    }
  });

  test("is nobody's any more once the server has ended it, whatever for", () =>
    withLab(freshDatabase, { pool: { ...defaultPool, max: 1 } }, async ({ database, truth }) => {
      await truth.run({ text: make, readOnly: false }, []);
      const text = "SET transaction_timeout = 100";
      expect(await database.run({ text, readOnly: false }, [])).toMatchObject({ outcome: "ok" });
      const slow = database.run({ text: "SELECT pg_sleep(10)", readOnly: false }, []);
      const next = database.run(insert, ["1"]);
      expect(await slow).toMatchObject({ outcome: "failed", fault: { code: "25P04" } });
      expect(await next).toMatchObject({ outcome: "ok", attempts: 1 });
    }));
});
