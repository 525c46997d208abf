import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { storageError } from "./home.ts";
import type { ServerProcess } from "./state.ts";

/**
 * Becomes the server once it is told to, and ends when nobody is left to tell it: a dyn that dies
 * in between leaves no server that later commands do not know of.
 */
const latch = `read -r line && exec "$@" </dev/null`;

export interface LatchedOptions {
  readonly platform: NodeJS.Platform;
  readonly monotonic: () => number;
  readonly cwd: string;
  /** Where it writes what it has to say. */
  readonly log: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whom it runs as; absent: this process's user. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
}

/** A server that outlives this process, once it was told to go. */
export interface Latched {
  readonly process: ServerProcess;
  go(): void;
  /**
   * What it has said by the time that this is `settled` or it is gone; undefined when neither comes to
   * pass in time.
   */
  said(settled: (output: string) => boolean, timeoutMs: number): Promise<string | undefined>;
  /** No longer keeps this process from ending. */
  letGo(): void;
  /** Ends it in any case, and waits until it is gone. */
  kill(): Promise<void>;
}

export async function startLatched(
  command: readonly string[],
  options: LatchedOptions,
): Promise<Latched> {
  const { log, monotonic } = options;
  const child = await spawnInto(command, options);
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
  return {
    process: { pid: child.pid ?? 0, command },
    go: () => void child.stdin?.end("go\n"),
    said: async (settled, timeoutMs) => {
      const deadlineMs = monotonic() + timeoutMs;
      for (;;) {
        // Asked first: what the server said last is in the log when it is known to be gone.
        const over = gone;
        const output = await readFile(log, "utf8");
        if (over || settled(output)) return output;
        if (monotonic() > deadlineMs) return undefined;
        await Promise.race([ended, sleep(5)]);
      }
    },
    letGo: () => child.unref(),
    kill: () => {
      child.stdin?.destroy();
      child.kill("SIGKILL");
      return ended;
    },
  };
}

async function spawnInto(
  command: readonly string[],
  { platform, cwd, log, env, account }: LatchedOptions,
): Promise<ChildProcess> {
  const file = await open(log, "w", 0o600).catch(error => {
    throw storageError(log, error);
  });
  const [program = "", ...words] =
    platform === "win32" ? command : ["/bin/sh", "-c", latch, "sh", ...command];
  try {
    return spawn(program, words, {
      cwd,
      detached: true,
      stdio: ["pipe", file.fd, file.fd],
      windowsHide: true,
      ...(env !== undefined && { env }),
      ...account,
    });
  } finally {
    await file.close();
  }
}
