import { spawn } from "node:child_process";
import { join } from "node:path";
import type { CliResult } from "./cli.ts";

const program = join(import.meta.dirname, "../../bin/dyn.js");

/** The built program under way, to be killed at a moment of the test's choosing. */
export interface Started {
  /** Ends it as nothing can prevent: by SIGKILL. */
  kill(): void;
  /** `code` is null when it was killed. */
  readonly ended: Promise<CliResult>;
}

/** Starts the built bin/dyn.js in a directory, which is its DYN_HOME, too. */
export function startDyn(args: readonly string[], cwd: string): Started {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", DYN_HOME: cwd },
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
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", code => resolve({ stdout, stderr, code }));
  });
  return { kill: () => void child.kill("SIGKILL"), ended };
}
