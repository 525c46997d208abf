import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DynError } from "../errors.ts";
import { findBinary } from "./binary.ts";
import { type EngineFiles, startDetached } from "./detached.ts";
import { endServer } from "./ending.ts";
import { type EngineState, isEngineState } from "./engine-state.ts";
import { askHealth } from "./health.ts";
import { dataDirectory, makeDirectory, storageError } from "./home.ts";
import type { Host } from "./host.ts";
import { exclusively } from "./lock.ts";
import { freePort, usualPort } from "./port.ts";
import { saysPortTaken, startAttempts, startupError } from "./startup.ts";
import { isAlive, readState, removeState } from "./state.ts";

/** How long an engine may take to answer a command that joins it. */
const answerMs = 5_000;
/** How long an engine that was asked to end may take before it is ended. */
const stopMs = 5_000;

export type EngineStatus =
  | {
      readonly running: true;
      readonly endpoint: string;
      readonly pid: number;
      readonly database: string;
    }
  | { readonly running: false; readonly database: string };

/** The user's own engine, on a database file, shared by all commands and outliving them. */
export interface SharedEngine {
  /** The database file; it may not exist yet. */
  readonly database: string;
  /** Joins the engine, or starts it. `started` is true for the one command that did. */
  ensure(): Promise<{ readonly endpoint: URL; readonly started: boolean }>;
  /** Starts nothing. Throws DynError (connection) when the engine is there but does not answer. */
  status(): Promise<EngineStatus>;
  /** Ends the engine; the data stays. False when there was none. */
  stop(): Promise<boolean>;
  /** Ends the engine and deletes its database. False when there was none. */
  reset(): Promise<boolean>;
}

/**
 * The shared engine of dyn's data directory. Nothing is touched until it is asked something.
 *
 * @throws DynError (from each method) when the directory cannot be written, the engine is missing,
 * or does not start, answer or end.
 */
export function sharedEngine(host: Host): SharedEngine {
  const directory = join(dataDirectory(host), "local");
  const files: EngineFiles = {
    directory,
    database: join(directory, "dynamodb.db"),
    state: join(directory, "engine.json"),
    log: join(directory, "engine.log"),
  };
  return {
    database: files.database,
    ensure: () => ensure(host, files),
    status: async () => {
      const { database } = files;
      const state = await find(host, files);
      if (state === undefined) return { running: false, database };
      return { running: true, endpoint: state.endpoint, pid: state.pid, database };
    },
    stop: async () => {
      if ((await readState(files.state, isEngineState)) === undefined) return false;
      return locked(files, () => stop(host, files));
    },
    reset: () =>
      locked(files, async () => {
        await stop(host, files);
        return deleteDatabase(files.database);
      }),
  };
}

async function locked<T>(files: EngineFiles, work: () => Promise<T>): Promise<T> {
  await makeDirectory(files.directory);
  return exclusively(files.directory, work);
}

async function ensure(host: Host, files: EngineFiles) {
  const running = await find(host, files);
  if (running) return { endpoint: new URL(running.endpoint), started: false };
  const binary = findBinary(host);
  return locked(files, async () => {
    // Another command may have started it while this one waited.
    const joined = await find(host, files);
    if (joined) return { endpoint: new URL(joined.endpoint), started: false };
    // One that was started by a command that died before it was ready.
    await stop(host, files);
    const state = await start(host, binary, files);
    return { endpoint: new URL(state.endpoint), started: true };
  });
}

/** The engine, once it answers; undefined when there is none, or none yet. */
async function find(host: Host, files: EngineFiles): Promise<EngineState | undefined> {
  const state = await readState(files.state, isEngineState);
  if (!state?.ready) return undefined;
  const deadlineMs = host.monotonic() + answerMs;
  while (await isAlive(state, host.platform)) {
    if (await askHealth(new URL(state.endpoint))) return state;
    if (host.monotonic() > deadlineMs) {
      throw new DynError(
        "connection",
        `the local engine (process ${state.pid}) does not answer at ${state.endpoint}`,
        { hint: "end it with `dyn local stop`; the next command starts it again" },
      );
    }
    await sleep(10);
  }
  return undefined;
}

async function start(host: Host, binary: string, files: EngineFiles): Promise<EngineState> {
  let port = usualPort(files.database, 28_100);
  for (let attempt = 1; ; attempt += 1) {
    const started = await startDetached(host, binary, files, port);
    if ("state" in started) return started.state;
    await removeState(files.state);
    if (!saysPortTaken(started.output) || attempt === startAttempts) {
      throw startupError(binary, started.output, files.directory);
    }
    port = await freePort();
  }
}

async function stop(host: Host, files: EngineFiles): Promise<boolean> {
  const state = await readState(files.state, isEngineState);
  if (state === undefined) return false;
  const alive = await isAlive(state, host.platform);
  if (alive && !(await endServer(host, state, { signal: "TERM", patienceMs: stopMs }))) {
    throw new DynError("failed", `the local engine (process ${state.pid}) does not end`, {
      hint: "it may belong to another user: end it yourself, then try again",
    });
  }
  await removeState(files.state);
  return alive;
}

/** SQLite keeps a database in up to four files. */
async function deleteDatabase(database: string): Promise<boolean> {
  const existed = existsSync(database);
  try {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) {
      await rm(`${database}${suffix}`, { force: true });
    }
  } catch (error) {
    throw storageError(database, error);
  }
  return existed;
}
