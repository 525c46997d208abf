import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql from "mysql2/promise";
import {
  defaultPool,
  defaultSqlAttempts,
  defaultStatementTimeoutMs,
  type SqlSettings,
} from "../../src/config/sql-settings.ts";
import { type Kept, startKept } from "../../src/local/kept.ts";
import { freePort, loopback } from "../../src/local/port.ts";
import { thisHost } from "./engine.ts";

const programs = ["/usr/sbin/mariadbd", "/usr/bin/mariadb-install-db"];

/**
 * Why there is no MariaDB for tests, which are skipped by that name; undefined when there is one, and
 * in CI, where it must not be missing.
 */
export const mariadbMissing: string | undefined =
  process.env.CI || programs.every(program => existsSync(program))
    ? undefined
    : "Debian's mariadb-server is not installed";

/** Makes a database and its server, and ends and deletes both when its standard input ends. */
const keeper = `
trap : INT TERM HUP
folder=$1 port=$2 user=$(id -un)
shift 2
# A server that starts deletes what it takes for its own leftovers, those of other servers with them.
export TMPDIR="$folder"
printf '%s\\n' "CREATE USER dyn@'%' IDENTIFIED BY '$PASSWORD';" \\
  "GRANT ALL ON *.* TO dyn@'%' WITH GRANT OPTION;" "CREATE DATABASE dyn;" >"$folder/first.sql"
if said=$(mariadb-install-db --no-defaults --user="$user" --datadir="$folder/data" \\
    --auth-root-authentication-method=normal --skip-test-db 2>&1 </dev/null); then
  mariadbd --no-defaults --user="$user" --datadir="$folder/data" --port="$port" \\
    --bind-address=${loopback} --socket="$folder/socket" --pid-file="$folder/pid" \\
    --init-file="$folder/first.sql" --skip-name-resolve --max-connections=500 \\
    --character-set-server=utf8mb4 --local-infile=1 \\
    --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync \\
    --innodb-buffer-pool-size=64M --innodb-log-file-size=64M "$@" </dev/null &
  server=$!
else
  printf '%s\\n' "$said"
fi
exec >/dev/null 2>&1
read -r line
[ -z "$server" ] || kill -KILL $server
wait
rm -rf "$folder"
`;

let shared: Promise<SqlSettings> | undefined;
let databases = 0;

/**
 * The MariaDB that the tests of a worker share. It is started by the first that asks, and ends with
 * the worker, however that ends.
 */
export function mariadb(): Promise<SqlSettings> {
  shared ??= startMariadb().then(({ settings, letGo }) => {
    letGo();
    return settings;
  });
  return shared;
}

/** A new, empty database on the worker's MariaDB. */
export async function freshMariadb(): Promise<SqlSettings> {
  const settings = await mariadb();
  databases += 1;
  const database = `test_${databases}`;
  await askMariadb(settings, `CREATE DATABASE ${database}`);
  return { ...settings, database };
}

/** The rows that the worker's MariaDB gives for a statement. */
export async function askMariadb(
  { writer, user, database, auth }: SqlSettings,
  statement: string,
): Promise<unknown> {
  const password = auth.kind === "own" ? auth.password : "";
  const connection = await mysql.createConnection({ ...writer, user, database, password });
  try {
    const [rows] = await connection.query(statement);
    return rows;
  } finally {
    await connection.end();
  }
}

export interface OwnMariadb extends Pick<Kept, "end" | "letGo"> {
  readonly settings: SqlSettings;
}

/** A MariaDB of a test's own, with what the server's command line has besides; whoever starts it ends it. */
export async function startMariadb(options: readonly string[] = []): Promise<OwnMariadb> {
  const folder = await mkdtemp(join(tmpdir(), "dyn-mariadb-"));
  const port = await freePort();
  const password = randomBytes(16).toString("hex");
  const command = ["/bin/sh", "-c", keeper, "sh", folder, String(port), ...options];
  const kept = await startKept(command, {
    platform: thisHost.platform,
    settled: saysReady,
    timeoutMs: 60_000,
    cwd: folder,
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", PASSWORD: password },
  });
  if (kept.output === undefined || !saysReady(kept.output)) {
    await kept.end();
    throw new Error(`MariaDB did not start: ${kept.output ?? "it did not answer"}`);
  }
  const { end, letGo } = kept;
  const settings: SqlSettings = {
    engine: "mysql",
    writer: { host: loopback, port },
    readers: [],
    database: "dyn",
    user: "dyn",
    auth: { kind: "own", password },
    tls: { kind: "off" },
    pool: defaultPool,
    statementTimeoutMs: defaultStatementTimeoutMs,
    maxAttempts: defaultSqlAttempts,
    pipelining: false,
  };
  return { settings, end, letGo };
}

function saysReady(output: string): boolean {
  return output.includes("ready for connections");
}
