import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  defaultPool,
  type SqlAuth,
  type SqlSettings,
  type SqlTls,
} from "../../../src/config/sql-settings.ts";
import type { Database } from "../../../src/sql/database.ts";
import { openMysql } from "../../../src/sql/mysql/database.ts";
import { testCertificate } from "../../support/tls.ts";
import { type ClearPasswordServer, startClearPasswordServer } from "./clear-password-server.ts";

describe("passwords in plain text, such as tokens of IAM (the server is synthetic)", () => {
  let folder: string;
  let caFile: string;
  let server: ClearPasswordServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "dyn-iam-"));
    caFile = join(folder, "certificate.pem");
    await writeFile(caFile, testCertificate);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    server = await startClearPasswordServer();
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDTEST");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "signs-in-tests-only");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  const settings = (auth: SqlAuth, tls: SqlTls): SqlSettings => ({
    engine: "mysql",
    writer: { host: "localhost", port: server.port },
    readers: [],
    database: "shop",
    user: "app",
    auth,
    tls,
    pool: defaultPool,
    statementTimeoutMs: 5_000,
    maxAttempts: 3,
    pipelining: false,
    region: "eu-west-1",
  });

  const opened = async (
    auth: SqlAuth,
    tls: SqlTls,
    use: (database: Database) => Promise<void>,
  ): Promise<void> => {
    const options = { name: "shop", maxConnections: 1, env: { MYSQL_PWD: "in-the-clear" } };
    const database = await openMysql(settings(auth, tls), options);
    try {
      await use(database);
    } finally {
      await database.close();
    }
  };

  const ask = (database: Database) =>
    database.transact({}, async () => ({ commit: true, value: "asked" }));

  test("log in by a token for this endpoint and user, over TLS, one for all connections", () =>
    opened({ kind: "iam" }, { kind: "require", caFile }, async database => {
      expect(await ask(database)).toMatchObject({ outcome: "committed" });
      server.cut();
      await expect.poll(() => ask(database)).toMatchObject({ outcome: "committed", attempts: 1 });
      const [first = "", ...others] = server.seen;
      const { host, searchParams } = new URL(`https://${first}`);
      expect(host).toBe(`localhost:${server.port}`);
      expect(searchParams.get("Action")).toBe("connect");
      expect(searchParams.get("DBUser")).toBe("app");
      expect(new Set([first, ...others]).size).toBe(1);
      for (const sent of server.plain) expect(sent.toString("latin1")).not.toContain("X-Amz");
    }));

  test("are asked for anew, once, when the server calls the token expired", () =>
    opened({ kind: "iam" }, { kind: "require", caFile }, async database => {
      await ask(database);
      server.cut();
      let refusals = 1;
      server.accepts = () => {
        refusals -= 1;
        return refusals < 0;
      };
      await expect.poll(() => ask(database)).toMatchObject({ outcome: "committed", attempts: 1 });
      expect(server.seen).toHaveLength(3);
    }));

  test("that are refused are told as what they are, and never shown", () =>
    opened({ kind: "iam" }, { kind: "require", caFile }, async database => {
      server.accepts = () => false;
      const error = (await database.instances().catch((thrown: unknown) => thrown)) as Error;
      expect(error).toMatchObject({ kind: "denied" });
      expect(error.message).toContain("Access denied for user 'app'");
      expect(error.message).toContain(
        "by an IAM token: app needs AWSAuthenticationPlugin, and who asks rds-db:connect",
      );
      expect(server.seen).toHaveLength(1);
      const said = `${error.message} ${JSON.stringify(error)} ${String(error.cause)}`;
      for (const secret of ["X-Amz", "signs-in-tests-only"]) expect(said).not.toContain(secret);
    }));

  test("are not given to a server without TLS", () =>
    opened({ kind: "environment", variable: "MYSQL_PWD" }, { kind: "off" }, async database => {
      expect(await ask(database)).toMatchObject({
        outcome: "failed",
        attempts: 1,
        fault: {
          code: "PasswordRefused",
          kind: "denied",
          message: expect.stringContaining("goes over TLS only") as string,
        },
      });
      expect(server.seen).toEqual([]);
      expect(Buffer.concat(server.plain).toString("latin1")).not.toContain("in-the-clear");
    }));
});

test("pipelining is refused: MySQL's protocol has none", async () => {
  const settings: SqlSettings = {
    engine: "mysql",
    writer: { host: "localhost", port: 1 },
    readers: [],
    database: "shop",
    user: "app",
    auth: { kind: "environment", variable: "MYSQL_PWD" },
    tls: { kind: "off" },
    pool: defaultPool,
    statementTimeoutMs: 1,
    maxAttempts: 1,
    pipelining: true,
  };
  const options = { name: "shop", maxConnections: 1, env: {} };
  await expect(openMysql(settings, options)).rejects.toMatchObject({
    kind: "usage",
    message: "shop: MySQL's protocol has no pipelining",
  });
});
