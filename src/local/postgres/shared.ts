import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { SqlSettings } from "../../config/sql-settings.ts";
import { DynError } from "../../errors.ts";
import { endServer } from "../ending.ts";
import { dataDirectory, makeDirectory, storageError } from "../home.ts";
import type { Host } from "../host.ts";
import { exclusively } from "../lock.ts";
import { loopback } from "../port.ts";
import { isAlive, readState, writeOwnFile, writeState } from "../state.ts";
import { serverAccount } from "./account.ts";
import { findPostgres } from "./binaries.ts";
import { type Cluster, makeCluster, replicasOf } from "./cluster.ts";
import { type PostgresFiles, postgresFiles } from "./files.ts";
import { answers } from "./health.ts";
import { installed } from "./installed.ts";
import { launchServers } from "./launch.ts";
import { commonRoom, lastingPlace, lastingRoom } from "./room.ts";
import { newPassword, ownSettings, ownUrl } from "./servers.ts";
import { isPostgresState, type PostgresState } from "./state.ts";

/** How long a server may take to answer a command that joins it. */
const answerMs = 5_000;
/** How long servers that were asked to end may take to write what they have in memory. */
const stopMs = 30_000;

export type PostgresStatus =
  | {
      readonly running: true;
      /** Without the password, which is in the passfile. */
      readonly endpoint: string;
      readonly replicas: readonly string[];
      readonly pid: number;
      /** For `PGPASSFILE`. */
      readonly passfile: string;
      readonly database: string;
    }
  | { readonly running: false; readonly database: string };

export interface EnsureOptions {
  /** Streaming replicas that there are to be at least; absent: as many as there are. */
  readonly replicas?: number;
  /** Removes those that are more. */
  readonly exactly?: boolean;
}

/** The user's own PostgreSQL, shared by all commands and outliving them. */
export interface SharedPostgres {
  /** The folder of its data; it may not exist yet. */
  database(): Promise<string>;
  /** Joins it, or starts it. `started` is true for the one command that did. */
  ensure(
    options?: EnsureOptions,
  ): Promise<{ readonly settings: SqlSettings; readonly started: boolean }>;
  /** Starts nothing. Throws DynError (connection) when it is there but does not answer. */
  status(): Promise<PostgresStatus>;
  /** Ends it; the data stays. False when there was none. */
  stop(): Promise<boolean>;
  /** Ends it and deletes all that it holds, replicas included. False when there was nothing. */
  reset(): Promise<boolean>;
}

/**
 * The shared PostgreSQL of dyn's data directory. Nothing is touched until it is asked something.
 *
 * @throws DynError (from each method) when the directory cannot be written, PostgreSQL is missing, or
 * does not start, answer or end.
 */
export function sharedPostgres(host: Host): SharedPostgres {
  const files = postgresFiles(host);
  return {
    database: () => databaseOf(files),
    ensure: options => ensure(host, files, options),
    status: () => status(host, files),
    stop: async () => {
      if ((await readState(files.state, isPostgresState)) === undefined) return false;
      return exclusively(files.directory, () => stop(host, files));
    },
    reset: async () => {
      if (!existsSync(files.directory)) return false;
      return exclusively(files.directory, async () => {
        await stop(host, files);
        return deleteAll(files);
      });
    },
  };
}

async function databaseOf(files: PostgresFiles): Promise<string> {
  return lastingPlace(await serverAccount(), files.data);
}

async function status(host: Host, files: PostgresFiles): Promise<PostgresStatus> {
  const database = await databaseOf(files);
  const running = await find(host, files);
  const [primary, ...replicas] = running?.servers ?? [];
  if (primary === undefined) return { running: false, database };
  return {
    running: true,
    endpoint: ownUrl(primary.port),
    replicas: replicas.map(({ port }) => `${loopback}:${port}`),
    pid: primary.pid,
    passfile: files.passfile,
    database,
  };
}

async function ensure(host: Host, files: PostgresFiles, options: EnsureOptions = {}) {
  const running = await find(host, files);
  if (running && isEnough(running, options)) return joined(running);
  const binaries = findPostgres(host);
  const account = await serverAccount();
  await makeDirectory(files.directory);
  return exclusively(files.directory, async () => {
    // Another command may have started it while this one waited.
    const other = await find(host, files);
    if (other && isEnough(other, options)) return joined(other);
    await stop(host, files);
    const base = account === undefined ? dataDirectory(host) : commonRoom;
    const bin = await installed(binaries, account, base);
    const folder = await lastingRoom(account, files.data);
    const cluster = await prepared({ folder, bin, account }, files, options);
    const state = await launchServers(host, files, cluster);
    return { settings: settingsOf(state), started: true };
  });
}

/** The database at rest, with as many replicas as it is to have. */
async function prepared(
  place: Pick<Cluster, "folder" | "bin" | "account">,
  files: PostgresFiles,
  { replicas = 0, exactly = false }: EnsureOptions,
): Promise<Cluster> {
  const known = await readState(files.state, isPostgresState);
  const password = known?.password ?? newPassword();
  const cluster = { ...place, password, renew: known === undefined };
  // Before there is data that only this password opens.
  await writeState(files.state, { ready: false, password, servers: [] });
  await writeOwnFile(files.passfile, `${loopback}:*:*:*:${password}\n`);
  const there = (await replicasOf(place.folder)).length;
  await makeCluster(cluster, exactly ? replicas : Math.max(replicas, there));
  return cluster;
}

function isEnough({ servers }: PostgresState, { replicas, exactly }: EnsureOptions): boolean {
  if (replicas === undefined) return true;
  const there = servers.length - 1;
  return exactly ? there === replicas : there >= replicas;
}

function joined(state: PostgresState) {
  return { settings: settingsOf(state), started: false };
}

function settingsOf({ servers, password }: PostgresState): SqlSettings {
  const [primary = 0, ...replicas] = servers.map(({ port }) => port);
  return ownSettings(primary, replicas, password);
}

/** The servers that live, once the primary answers; undefined when it does not live, or not yet. */
async function find(host: Host, files: PostgresFiles): Promise<PostgresState | undefined> {
  const state = await readState(files.state, isPostgresState);
  const [primary, ...replicas] = state?.servers ?? [];
  if (!state?.ready || primary === undefined) return undefined;
  const deadlineMs = host.monotonic() + answerMs;
  while (await isAlive(primary, host.platform)) {
    if (await answers(primary.port)) {
      const alive = await Promise.all(replicas.map(replica => isAlive(replica, host.platform)));
      return { ...state, servers: [primary, ...replicas.filter((_, index) => alive[index])] };
    }
    if (host.monotonic() > deadlineMs) {
      throw new DynError(
        "connection",
        `the local PostgreSQL (process ${primary.pid}) does not answer at ${loopback}:${primary.port}`,
        {
          hint: "end it with `dyn local stop -t postgres:local`; the next command starts it again",
        },
      );
    }
    await sleep(10);
  }
  return undefined;
}

/** Ends what lives of it; what is known of the data stays. */
async function stop(host: Host, files: PostgresFiles): Promise<boolean> {
  const state = await readState(files.state, isPostgresState);
  if (state === undefined || state.servers.length === 0) return false;
  const ended = await Promise.all(
    state.servers.map(async server => {
      if (!(await isAlive(server, host.platform))) return false;
      if (await endServer(host, server, { signal: "INT", patienceMs: stopMs })) return true;
      throw new DynError("failed", `the local PostgreSQL (process ${server.pid}) does not end`, {
        hint: "it may belong to another user: end it yourself, then try again",
      });
    }),
  );
  await writeState(files.state, { ...state, ready: false, servers: [] });
  return ended.includes(true);
}

async function deleteAll(files: PostgresFiles): Promise<boolean> {
  const database = await databaseOf(files);
  const existed = existsSync(database);
  try {
    await rm(database, { recursive: true, force: true });
    await rm(files.passfile, { force: true });
    await rm(files.state, { force: true });
  } catch (error) {
    throw storageError(database, error);
  }
  return existed;
}
