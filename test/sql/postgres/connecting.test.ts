import { describe, expect, test } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import { connectionError } from "../../../src/sql/connection-error.ts";
import { openDatabase } from "../../../src/sql/open.ts";
import { freshDatabase, postgresServer } from "../../support/postgres.ts";
import { startTcpProxy } from "../../support/tcp-proxy.ts";

const secret = "not-the-password";

/** What a user is told who cannot connect. */
async function refusalOf(
  change: (settings: SqlSettings) => Partial<SqlSettings>,
  env: Record<string, string> = {},
) {
  const fresh = await freshDatabase();
  const settings = { ...fresh, ...change(fresh) };
  const database = await openDatabase(settings, { name: "shop", maxConnections: 2, env });
  try {
    const answer = await database.run({ text: "SELECT 1", readOnly: true }, []);
    if (answer.outcome === "ok") throw new Error("it connected");
    const { kind, message, hint } = connectionError(answer.fault, settings);
    expect(`${message} ${hint}`).not.toContain(secret);
    return { attempts: answer.attempts, code: answer.fault.code, kind, message, hint };
  } finally {
    await database.close();
  }
}

describe("who cannot connect to PostgreSQL is told why", () => {
  test("the password is wrong", async () => {
    const auth = { kind: "own", password: secret } as const;
    expect(await refusalOf(() => ({ auth }))).toMatchObject({
      attempts: 1,
      code: "28P01",
      kind: "denied",
      message: expect.stringMatching(/^dyn@127.* password authentication failed for user "dyn"/),
      hint: expect.stringContaining("check user and password"),
    });
  });

  test("there is no password", async () => {
    const auth = { kind: "environment", variable: "PGPASSWORD" } as const;
    expect(await refusalOf(() => ({ auth }))).toMatchObject({
      attempts: 1,
      kind: "denied",
      message: expect.stringContaining("PGPASSWORD is not set"),
    });
  });

  test("the variable's password is wrong", async () => {
    const auth = { kind: "environment", variable: "PGPASSWORD" } as const;
    expect(await refusalOf(() => ({ auth }), { PGPASSWORD: secret })).toMatchObject({
      attempts: 1,
      kind: "denied",
      message: expect.stringContaining("see PGPASSWORD"),
    });
  });

  test("there is no such database", async () => {
    expect(await refusalOf(() => ({ database: "nowhere" }))).toMatchObject({
      attempts: 1,
      code: "3D000",
      kind: "connection",
      message: expect.stringContaining('database "nowhere" does not exist'),
      hint: expect.stringContaining("create the database"),
    });
  });

  test("nobody listens", async () => {
    const closed = await startTcpProxy({ host: "127.0.0.1", port: 1 });
    await closed.close();
    const { host, port } = closed;
    expect(await refusalOf(() => ({ writer: { host, port } }))).toMatchObject({
      attempts: 1,
      code: "ConnectionRefused",
      kind: "connection",
      message: expect.stringContaining("ECONNREFUSED"),
      hint: expect.stringContaining("is the server started"),
    });
  });

  test("the server speaks no TLS", async () => {
    expect(await refusalOf(() => ({ tls: { kind: "require" } }))).toMatchObject({
      attempts: 1,
      code: "TlsRefused",
      kind: "denied",
      hint: expect.stringContaining("tls=off"),
    });
  });

  test("nothing ever answers", async () => {
    const { writer } = await postgresServer();
    const silent = await startTcpProxy(writer, () => "silence");
    const { host, port } = silent;
    try {
      const refusal = await refusalOf(({ pool }) => ({
        writer: { host, port },
        pool: { ...pool, connectTimeoutMs: 100 },
      }));
      expect(refusal).toMatchObject({ attempts: 1, code: "ConnectTimeout", kind: "connection" });
    } finally {
      await silent.close();
    }
  });

  test("whoever listens hangs up at once", async () => {
    const deaf = await startTcpProxy({ host: "127.0.0.1", port: 1 });
    const { host, port } = deaf;
    try {
      expect(await refusalOf(() => ({ writer: { host, port } }))).toMatchObject({
        attempts: 1,
        code: "ConnectionLost",
        kind: "connection",
      });
    } finally {
      await deaf.close();
    }
  });
});
