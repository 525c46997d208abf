import { describe, expect, test } from "vitest";
import { freePort } from "../../../src/local/port.ts";
import type { ServerConnection } from "../../../src/sql/engine.ts";
import { connect, MysqlConnection } from "../../../src/sql/mysql/connection.ts";
import { openMysql } from "../../../src/sql/mysql/database.ts";
import { faultOf } from "../../../src/sql/mysql/faults.ts";
import { driverFor, loggedIn } from "../../../src/sql/mysql/session.ts";
import { askMariadb, freshMariadb, mariadbMissing } from "../../support/mariadb.ts";
import { withMariadb } from "./opened.ts";

const never = { text: "SELECT SLEEP(60)", readOnly: true };

describe.skipIf(mariadbMissing)(`what goes wrong on MariaDB ${mariadbMissing ?? ""}`, () => {
  test("at the hands of rules is a constraint, named by the server's own code", () =>
    withMariadb(async ({ prepared, answer }) => {
      await prepared("CREATE TABLE p (k int PRIMARY KEY) ENGINE=InnoDB");
      await prepared(
        "CREATE TABLE t (k int PRIMARY KEY, n int NOT NULL CHECK (n > 0), p int REFERENCES p (k)) ENGINE=InnoDB",
      );
      await prepared("INSERT INTO p VALUES (1)");
      await prepared("INSERT INTO t VALUES (1, 1, 1)");
      for (const [text, code] of [
        ["INSERT INTO t VALUES (1, 1, 1)", "ER_DUP_ENTRY"],
        ["INSERT INTO t VALUES (2, NULL, 1)", "ER_BAD_NULL_ERROR"],
        ["INSERT INTO t VALUES (2, -1, 1)", "ER_CONSTRAINT_FAILED"],
        ["INSERT INTO t VALUES (2, 1, 2)", "ER_NO_REFERENCED_ROW_2"],
        ["DELETE FROM p", "ER_ROW_IS_REFERENCED_2"],
      ] as const) {
        expect(await answer(text)).toMatchObject({
          outcome: "failed",
          attempts: 1,
          fault: { code, kind: "constraint" },
        });
      }
    }));

  test("for a missing table or bad SQL is neither retried nor a connection's fault", () =>
    withMariadb(async ({ answer }) => {
      for (const [text, code] of [
        ["SELECT * FROM nowhere", "ER_NO_SUCH_TABLE"],
        ["SELEC 1", "ER_PARSE_ERROR"],
        ["SELECT nothing", "ER_BAD_FIELD_ERROR"],
      ] as const) {
        expect(await answer(text)).toMatchObject({ attempts: 1, fault: { code, kind: "other" } });
      }
    }));

  test.each([
    ["a wrong password", { password: "wrong" }, "ER_ACCESS_DENIED_ERROR", "denied"],
    ["an unknown database", { database: "nowhere" }, "ER_BAD_DB_ERROR", "connection"],
  ] as const)("by %s is said clearly, and once", async (_, wrong, code, kind) => {
    const fresh = await freshMariadb();
    const { password = "", ...rest } = { password: undefined, ...wrong };
    const settings = {
      ...fresh,
      ...rest,
      ...(password !== "" && { auth: { kind: "own", password } as const }),
    };
    const database = await openMysql(settings, { name: "shop", maxConnections: 1, env: {} });
    try {
      const answer = await database.run(never, []);
      expect(answer).toMatchObject({ outcome: "failed", attempts: 1, fault: { code } });
      const error: unknown = await database.instances().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind });
      const said = `${(error as Error).message} ${JSON.stringify(error)} ${JSON.stringify(answer)}`;
      const secret = fresh.auth.kind === "own" ? fresh.auth.password : "";
      expect(said).not.toContain(secret);
      expect(said).not.toMatch(/"wrong"|password: wrong/);
    } finally {
      await database.close();
    }
  });

  test("where nothing listens is a refused connection", async () => {
    const settings = {
      ...(await freshMariadb()),
      writer: { host: "127.0.0.1", port: await freePort() },
    };
    const database = await openMysql(settings, { name: "shop", maxConnections: 1, env: {} });
    expect(await database.run(never, [])).toMatchObject({
      outcome: "failed",
      fault: { code: "ConnectionRefused", kind: "transient" },
    });
    await expect(database.instances()).rejects.toMatchObject({ kind: "connection" });
    await database.close();
  });

  test("because the user has too many connections is tried again until one is free", () =>
    withMariadb(
      async ({ database, settings }) => {
        await askMariadb(
          settings,
          "CREATE OR REPLACE USER few@'%' IDENTIFIED BY 'x' WITH MAX_USER_CONNECTIONS 1",
        );
        await askMariadb(settings, "GRANT SELECT ON *.* TO few@'%'");
        const few = { ...settings, user: "few", auth: { kind: "own", password: "x" } as const };
        const other = await openMysql(few, { name: "few", maxConnections: 2, env: {} });
        try {
          const sleep = { text: "SELECT SLEEP(0.2)", readOnly: true };
          const answers = await Promise.all([other.run(sleep, []), other.run(sleep, [])]);
          expect(answers.map(({ outcome }) => outcome)).toEqual(["ok", "ok"]);
        } finally {
          await other.close();
        }
        expect(database.waiting()).toBe(0);
      },
      () => ({ maxAttempts: 50 }),
    ));

  test("because the server has too many connections is tried again until one is free", () =>
    withMariadb(
      async ({ settings }) => {
        await askMariadb(settings, "CREATE OR REPLACE USER mere@'%' IDENTIFIED BY 'x'");
        await askMariadb(settings, `GRANT ALL ON ${settings.database}.* TO mere@'%'`);
        const mere = { ...settings, user: "mere", auth: { kind: "own", password: "x" } as const };
        const options = { endpoint: mere.writer, user: "mere", password: "x" };
        const held: ServerConnection[] = [];
        const hold = async () => {
          const { database } = settings;
          held.push(await connect({ ...options, database, connectTimeoutMs: 5_000 }));
        };
        const database = await openMysql(mere, { name: "mere", maxConnections: 1, env: {} });
        try {
          await askMariadb(settings, "SET GLOBAL max_connections = 10");
          const full = (async () => {
            for (;;) await hold();
          })();
          await expect(full).rejects.toMatchObject({ code: "ER_CON_COUNT_ERROR" });
          const answer = database.run({ text: "SELECT 1", readOnly: true }, []);
          await Promise.all(held.splice(0).map(connection => connection.end()));
          expect(await answer).toMatchObject({ outcome: "ok" });
          expect(faultOf(await full.catch((error: unknown) => error))).toMatchObject({
            code: "ER_CON_COUNT_ERROR",
            kind: "transient",
          });
        } finally {
          await askMariadb(settings, "SET GLOBAL max_connections = 500");
          await Promise.all(held.map(connection => connection.end()));
          await database.close();
        }
      },
      () => ({ maxAttempts: 50 }),
    ));

  test("because of an option that has nothing to do with writes is no failover", () => {
    const message = "The MariaDB server is running with the --secure-file-priv option";
    const error = Object.assign(new Error(message), {
      code: "ER_OPTION_PREVENTS_STATEMENT",
      errno: 1290,
      sqlState: "HY000",
    });
    expect(faultOf(error)).toMatchObject({ kind: "other" });
  });

  test("because the server takes no writes has the code of a failover", () =>
    withMariadb(async ({ settings, prepared }) => {
      await prepared("CREATE TABLE t (k int)");
      await askMariadb(settings, "CREATE OR REPLACE USER mere@'%' IDENTIFIED BY 'x'");
      await askMariadb(settings, `GRANT ALL ON ${settings.database}.* TO mere@'%'`);
      const mere = {
        ...settings,
        user: "mere",
        auth: { kind: "own", password: "x" } as const,
        maxAttempts: 2,
      };
      const other = await openMysql(mere, { name: "mere", maxConnections: 1, env: {} });
      const insert = { text: "INSERT INTO t VALUES (1)", readOnly: false };
      try {
        await askMariadb(settings, "SET GLOBAL read_only = 1");
        expect(await other.run(insert, [])).toMatchObject({
          outcome: "failed",
          attempts: 2,
          fault: { code: "ER_OPTION_PREVENTS_STATEMENT", kind: "transient" },
        });
        expect(await other.instances()).toMatchObject([{ role: "writer", readOnly: true }]);
      } finally {
        await askMariadb(settings, "SET GLOBAL read_only = 0");
      }
      expect(await other.run(insert, [])).toMatchObject({ outcome: "ok", attempts: 1 });
      await other.close();
    }));

  test("that is a killed connection is noticed while it is idle, and mended", () =>
    withMariadb(async ({ settings, cells }) => {
      const [[id] = []] = await cells("SELECT CONNECTION_ID()");
      await askMariadb(settings, `KILL ${id}`);
      expect(await cells("SELECT 1")).toEqual([["1"]]);
    }));
});

describe.skipIf(mariadbMissing)(
  `statements that take long, on MariaDB ${mariadbMissing ?? ""}`,
  () => {
    test("are ended by the server after their time, and leave the connection as it was", () =>
      withMariadb(async ({ database, prepared, cells }) => {
        await prepared("CREATE TABLE t (k int, n int)");
        await prepared("INSERT INTO t VALUES (1, 1)");
        for (const text of ["SELECT SLEEP(60)", "UPDATE t SET n = SLEEP(60)"]) {
          const statement = { text, readOnly: false };
          expect(await database.run(statement, [], { timeoutMs: 50 })).toMatchObject({
            outcome: "failed",
            attempts: 1,
            fault: { code: "Timeout", kind: "other" },
          });
        }
        expect(await cells("SELECT n FROM t")).toEqual([["1"]]);
      }));

    test("are ended as on MySQL, by another connection, where the server has no limit of its own", async () => {
      const { writer, user, database, auth } = await freshMariadb();
      const password = auth.kind === "own" ? auth.password : undefined;
      const options = { endpoint: writer, user, database, password, connectTimeoutMs: 5_000 };
      const driver = driverFor(options);
      await loggedIn(driver);
      const mysql = { kind: "mysql", isolation: "REPEATABLE-READ" } as const;
      const connection = new MysqlConnection(driver, options, mysql);
      await connection.limit(50);
      expect(await connection.run({ text: "DO SLEEP(60)", readOnly: false }, [])).toMatchObject({
        ok: true,
      });
      connection.destroy();
    });

    test("are ended on the server, too, when nobody waits for them any more", () =>
      withMariadb(async ({ database, settings }) => {
        const controller = new AbortController();
        const mark = "'nobody waits'";
        const statement = { text: `SELECT SLEEP(60), ${mark}`, readOnly: true };
        const answer = database.run(statement, [], { signal: controller.signal });
        const underWay = async () =>
          (await askMariadb(
            settings,
            `SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'`,
          )) as unknown[];
        await expect.poll(underWay).toHaveLength(1);
        controller.abort();
        expect(await answer).toMatchObject({ outcome: "failed", fault: { code: "Aborted" } });
        await expect.poll(underWay).toHaveLength(0);
      }));

    test("that are cut end at once, as lost", async () => {
      const { writer, user, database, auth } = await freshMariadb();
      const password = auth.kind === "own" ? auth.password : undefined;
      const connection = await connect({
        endpoint: writer,
        user,
        database,
        password,
        connectTimeoutMs: 5_000,
      });
      const reply = connection.run(never, []);
      connection.destroy();
      expect(await reply).toMatchObject({
        ok: false,
        effect: "possible",
        fault: { code: "ConnectionLost", kind: "transient" },
      });
      expect(connection.usable).toBe(false);
    });
  },
);
