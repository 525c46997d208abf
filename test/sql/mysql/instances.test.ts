import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SqlSettings } from "../../../src/config/sql-settings.ts";
import type { Rows } from "../../../src/sql/database.ts";
import type { ServerConnection } from "../../../src/sql/engine.ts";
import { openMysql } from "../../../src/sql/mysql/database.ts";
import { describe as describeInstance } from "../../../src/sql/mysql/instance.ts";
import {
  askMariadb,
  mariadbMissing,
  type OwnMariadb,
  startMariadb,
} from "../../support/mariadb.ts";

describe.skipIf(mariadbMissing)(`a MariaDB and its replica ${mariadbMissing ?? ""}`, () => {
  let primary: OwnMariadb;
  let replica: OwnMariadb;
  let both: SqlSettings;

  beforeAll(async () => {
    primary = await startMariadb(["--server-id=1", "--log-bin=binlog"]);
    replica = await startMariadb(["--server-id=2", "--read-only=1"]);
    // The settings' password opens both.
    const { auth, writer } = primary.settings;
    const password = auth.kind === "own" ? auth.password : "";
    await askMariadb(replica.settings, `SET PASSWORD FOR dyn@'%' = PASSWORD('${password}')`);
    replica = { ...replica, settings: { ...replica.settings, auth } };
    both = { ...primary.settings, readers: [replica.settings.writer] };
    const [status] = (await askMariadb(primary.settings, "SHOW MASTER STATUS")) as [
      { File: string; Position: number },
    ];
    await askMariadb(
      replica.settings,
      `CHANGE MASTER TO MASTER_HOST='${writer.host}', MASTER_PORT=${writer.port}, MASTER_USER='dyn', ` +
        `MASTER_PASSWORD='${password}', MASTER_LOG_FILE='${status.File}', MASTER_LOG_POS=${status.Position}`,
    );
    await askMariadb(replica.settings, "START SLAVE");
  });

  afterAll(async () => {
    await Promise.all([primary?.end(), replica?.end()]);
  });

  const instances = async (settings: SqlSettings) => {
    const database = await openMysql(settings, { name: "shop", maxConnections: 1, env: {} });
    try {
      return await database.instances();
    } finally {
      await database.close();
    }
  };

  test("tell their roles, their connections, and how far the replica is behind", async () => {
    const version = expect.stringMatching(/^10\.\d+\.\d+-MariaDB/) as string;
    const connections = expect.any(Number) as number;
    const common = { version, connections, maxConnections: 500 };
    await expect
      .poll(() => instances(both), { timeout: 20_000 })
      .toMatchObject([
        { ...common, role: "writer", readOnly: false, lagMs: null },
        { ...common, role: "reader", readOnly: true, lagMs: 0 },
      ]);
    await askMariadb(replica.settings, "STOP SLAVE");
    await askMariadb(replica.settings, "CHANGE MASTER TO MASTER_DELAY = 600");
    await askMariadb(replica.settings, "START SLAVE");
    await askMariadb(primary.settings, "CREATE TABLE later (k int)");
    const lag = async () => (await instances(both))[1]?.lagMs ?? 0;
    await expect.poll(lag, { timeout: 20_000 }).toBeGreaterThanOrEqual(1_000);
  });

  test("tell no lag to who may not see it, and where replication has stopped", async () => {
    await askMariadb(replica.settings, "STOP SLAVE");
    expect((await instances(both))[1]).toMatchObject({ role: "reader", lagMs: null });
    for (const { settings } of [primary, replica]) {
      await askMariadb(settings, "CREATE OR REPLACE USER mere@'%' IDENTIFIED BY 'x'");
      await askMariadb(settings, "GRANT SELECT ON dyn.* TO mere@'%'");
    }
    const mere = { ...both, user: "mere", auth: { kind: "own", password: "x" } } as const;
    expect((await instances(mere))[1]).toMatchObject({ readOnly: true, lagMs: null });
  });
});

/** A connection to what is not at hand, with its answers by what the statement has in it: synthetic. */
function answering(answers: Readonly<Record<string, Rows["rows"]>>): ServerConnection {
  const run: ServerConnection["run"] = async ({ text }) => {
    const found = Object.entries(answers).find(([word]) => text.includes(word));
    if (!found) {
      const fault = { code: "ER_X", message: `no ${text}`, kind: "other" } as const;
      return { ok: false, fault, effect: "none" };
    }
    const names = text.startsWith("SELECT") ? ["Lag"] : ["Variable_name", "Value"];
    const columns = names.map(name => ({ name, type: "varchar" }));
    return { ok: true, rows: { columns, rows: found[1], affected: 0 } };
  };
  return { run } as ServerConnection;
}

describe("an instance of Aurora MySQL (synthetic)", () => {
  const variables = [
    ["version", "8.0.39"],
    ["aurora_version", "3.08.0"],
    ["aurora_server_id", "orders-2"],
    ["innodb_read_only", "ON"],
    ["read_only", "OFF"],
    ["max_connections", "1000"],
  ];

  test("tells its lag in milliseconds, and Aurora's version", async () => {
    const connection = answering({
      "GLOBAL VARIABLES": variables,
      "GLOBAL STATUS": [["Threads_connected", "7"]],
      replica_host_status: [["18.25"]],
    });
    expect(await describeInstance(connection)).toEqual({
      version: "8.0.39 (Aurora 3.08.0)",
      readOnly: true,
      lagMs: 18.25,
      connections: 7,
      maxConnections: 1000,
      position: null,
    });
  });

  test("that tells nothing of itself throws why", async () => {
    await expect(describeInstance(answering({}))).rejects.toThrow("no SHOW GLOBAL VARIABLES");
  });
});
