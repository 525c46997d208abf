import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { storageError } from "./home.ts";
import type { Host } from "./host.ts";
import { loopback } from "./port.ts";
import { saysListening, serveArguments, startupTimeout, startupTimeoutMs } from "./startup.ts";
import { type EngineState, writeState } from "./state.ts";

/** Where the shared engine keeps its things. */
export interface EngineFiles {
  readonly directory: string;
  readonly database: string;
  readonly state: string;
  readonly log: string;
}

/**
 * Becomes the engine once it is told to, and ends when nobody is left to tell it: a dyn that dies
 * in between leaves no engine that later commands do not know of.
 */
const latch = `read -r line && exec "$@" </dev/null`;

/** The engine that was started, or what it said before it gave up. */
export type Started = { readonly state: EngineState } | { readonly output: string };

/** Starts an engine that outlives this process, on the database file. Its state is written before it runs. */
export async function startDetached(
  host: Pick<Host, "platform" | "monotonic">,
  binary: string,
  files: EngineFiles,
  port: number,
): Promise<Started> {
  const command = [binary, ...serveArguments(loopback, port), "--db-path", files.database];
  const child = await spawnInto(files, host.platform, command);
  let gone = false;
  const ended = new Promise<void>(resolve => {
    for (const event of ["error", "exit"]) {
      child.once(event, () => {
        gone = true;
        resolve();
      });
    }
  });
  child.stdin?.on("error", () => {});
  const endpoint = `http://${loopback}:${port}`;
  const state = { pid: child.pid ?? 0, endpoint, ready: true, command };
  try {
    await writeState(files.state, { ...state, ready: false });
    child.stdin?.end("go\n");
    const deadlineMs = host.monotonic() + startupTimeoutMs;
    for (;;) {
      // Asked first: what the engine said last is in the log when it is known to be gone.
      const over = gone;
      const output = await readFile(files.log, "utf8");
      if (over) return { output };
      if (saysListening(output)) break;
      if (host.monotonic() > deadlineMs) throw startupTimeout(binary);
      await Promise.race([ended, sleep(5)]);
    }
    await writeState(files.state, state);
  } catch (error) {
    child.stdin?.destroy();
    child.kill("SIGKILL");
    await ended;
    throw error;
  }
  child.unref();
  return { state };
}

async function spawnInto(
  files: EngineFiles,
  platform: NodeJS.Platform,
  command: readonly string[],
): Promise<ChildProcess> {
  const log = await open(files.log, "w", 0o600).catch(error => {
    throw storageError(files.log, error);
  });
  const [program = "", ...words] =
    platform === "win32" ? command : ["/bin/sh", "-c", latch, "sh", ...command];
  try {
    return spawn(program, words, {
      cwd: files.directory,
      detached: true,
      stdio: ["pipe", log.fd, log.fd],
      windowsHide: true,
    });
  } finally {
    await log.close();
  }
}
