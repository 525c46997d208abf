import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import {
  defaultPool,
  defaultSqlAttempts,
  defaultStatementTimeoutMs,
  type SqlSettings,
} from "../../config/sql-settings.ts";
import { DynError } from "../../errors.ts";
import { loopback } from "../port.ts";

/** The database, and the user that owns it. */
const name = "dyn";

/** How long servers may take from nothing until they answer. They need a second; a busy machine more. */
export const postgresTimeoutMs = 60_000;

export function newPassword(): string {
  return randomBytes(24).toString("hex");
}

export const primaryFolder = "primary";

export function replicaFolder(number: number): string {
  return `replica-${number}`;
}

/**
 * A shell's function that makes the primary's folder in `$folder` with the programs of `$bin`: one
 * database, text in UTF-8, compared by bytes. It is there as a whole or not at all, and with `$durable`
 * it is on the disk.
 */
const create = `
create() {
  umask 077
  draft="$folder/new-$$"
  printf '%s' "$PGPASSWORD" >"$draft-password" &&
  "$bin/initdb" -D "$draft" -U ${name} --pwfile="$draft-password" -A scram-sha-256 \\
    -E UTF8 --no-locale --no-sync &&
  rm "$draft-password" &&
  printf 'CREATE DATABASE ${name}\\n' | "$bin/postgres" --single -F -D "$draft" postgres &&
  { [ -z "$durable" ] || "$bin/initdb" --sync-only -D "$draft"; } &&
  mv "$draft" "$folder/${primaryFolder}"
}
`;

/** One that makes the folder `$1` of a replica, from that of a primary that does not run. */
const replicate = `
replicate() {
  draft="$folder/new-$$"
  cp -R "$folder/${primaryFolder}" "$draft" && rm -f "$draft/postmaster.pid" &&
  : >"$draft/standby.signal" && mv "$draft" "$folder/$1"
}
`;

/** One that gives the user of a primary that does not run another password. */
const renew = `
renew() {
  printf "ALTER ROLE ${name} PASSWORD '%s'\\n" "$PGPASSWORD" |
    "$bin/postgres" --single -D "$folder/${primaryFolder}" postgres
}
`;

export const shellFunctions = create + replicate + renew;

/** What all servers of a database are told, the primary and its replicas. */
export function commonArguments({ durable }: { readonly durable: boolean }): string[] {
  const settings = {
    listen_addresses: loopback,
    unix_socket_directories: "",
    max_connections: "500",
    max_wal_senders: "10",
    // A replica that was away for a while finds what it missed.
    wal_keep_size: "1GB",
    // Where the primary is, the environment says.
    primary_conninfo: `user=${name}`,
    wal_retrieve_retry_interval: "100ms",
    // What statements fail with is told to whoever sent them.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    ...(!durable && { fsync: "off", full_page_writes: "off" }),
  };
  return Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
}

/** The environment of PostgreSQL's programs: nothing of dyn's own. */
export function plainEnvironment(folder: string, password: string): Record<string, string> {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: folder,
    LC_ALL: "C",
    PGPASSWORD: password,
  };
}

/** The same for servers: replicas find their primary by it. */
export function serverEnvironment(
  folder: string,
  { primaryPort, password }: { readonly primaryPort: number; readonly password: string },
): Record<string, string> {
  return {
    ...plainEnvironment(folder, password),
    PGHOST: loopback,
    PGPORT: String(primaryPort),
    PGSSLMODE: "disable",
  };
}

/** How often servers have said that they take connections. */
export function readyCount(output: string): number {
  return output.match(/ready to accept (?:read-only )?connections/g)?.length ?? 0;
}

/** One of them has given up. */
export function saysShutDown(output: string): boolean {
  return /database system is shut down/.test(output);
}

/** Why servers that were started are not there, in their own words. Their data is in `folder`. */
export function postgresError(
  { bin, folder }: { readonly bin: string; readonly folder: string },
  output: string,
): DynError {
  const lines = output.split("\n").map(line => line.trim());
  const telling = /(?:FATAL|PANIC|ERROR|error): +(.*)/;
  const reason =
    lines.map(line => telling.exec(line)?.[1]).find(words => words !== undefined) ??
    lines.findLast(line => line !== "") ??
    "it said nothing";
  const isFull = /No space left|wrote only \d+ of \d+ bytes|quota exceeded/i.test(reason);
  return new DynError("connection", `PostgreSQL did not start: ${reason}`, {
    hint: isFull
      ? `make room in ${dirname(folder)}, where its data is`
      : `see whether it runs at all: ${bin}/postgres --version`,
  });
}

export function postgresTimeout(bin: string): DynError {
  return new DynError(
    "connection",
    `PostgreSQL did not answer within ${postgresTimeoutMs / 1000} s`,
    { hint: `see whether it runs at all: ${bin}/postgres --version` },
  );
}

/** How to reach servers of this machine. */
export function ownSettings(
  primaryPort: number,
  replicaPorts: readonly number[],
  password: string,
): SqlSettings {
  return {
    engine: "postgres",
    writer: { host: loopback, port: primaryPort },
    readers: replicaPorts.map(port => ({ host: loopback, port })),
    database: name,
    user: name,
    auth: { kind: "own", password },
    tls: { kind: "off" },
    pool: defaultPool,
    statementTimeoutMs: defaultStatementTimeoutMs,
    maxAttempts: defaultSqlAttempts,
    pipelining: false,
  };
}

/** The same for other programs. The password is not in it. */
export function ownUrl(primaryPort: number): string {
  return `postgres://${name}@${loopback}:${primaryPort}/${name}`;
}
