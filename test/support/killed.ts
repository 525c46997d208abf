import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

export interface Killable {
  /** SIGKILL: it cannot do anything about it. */
  kill(): void;
  readonly ended: Promise<{
    readonly stdout: string;
    readonly stderr: string;
    readonly code: number | null;
  }>;
}

/**
 * Starts the built bin/dyn.js for a test that kills it at a moment of its own, such as the arrival
 * of a seeded request at a proxy, and then runs the same command again (`kill at seeded moments`).
 */
export function startKillable(args: readonly string[], cwd: string): Killable {
  const child = spawn(process.execPath, [join(root, "bin/dyn.js"), ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", DYN_HOME: join(cwd, "home") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return {
    kill: () => child.kill("SIGKILL"),
    ended: new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", code => resolve({ stdout, stderr, code }));
    }),
  };
}
