import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedPostgres } from "../../src/local/postgres/shared.ts";
import { sharedEngine } from "../../src/local/shared.ts";
import { thisHost } from "./engine.ts";

const root = join(import.meta.dirname, "../..");
const program = join(root, "bin/dyn.js");

export interface CliOptions {
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Leaves stdin open after the input, as somebody does who may type more. */
  readonly inputStaysOpen?: boolean;
  /** The repository's root unless told. */
  readonly cwd?: string;
  /** Sends SIGINT once stdout and stderr together match this. */
  readonly interruptAt?: RegExp;
  /** Sends SIGINT as soon as this holds; asked again and again. */
  readonly interruptWhen?: () => boolean;
}

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/**
 * Runs the built bin/dyn.js as a user would in a pipe. Its data directory is one of its own that is
 * gone afterwards, unless `env.DYN_HOME` names another.
 */
export async function runDyn(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const { env = {}, input = "", cwd = root, interruptAt, interruptWhen } = options;
  const home = mkdtempSync(join(tmpdir(), "dyn-home-"));
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [program, ...args], {
        cwd,
        env: { ...process.env, NO_COLOR: "1", DYN_HOME: home, ...env },
      });
      let stdout = "";
      let stderr = "";
      let awaited = interruptAt;
      const watch = () => {
        if (awaited?.test(stdout + stderr) !== true) return;
        awaited = undefined;
        child.kill("SIGINT");
      };
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
        watch();
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
        watch();
      });
      const asking = setInterval(() => {
        if (interruptWhen?.() !== true) return;
        clearInterval(asking);
        child.kill("SIGINT");
      }, 5);
      child.on("error", reject);
      child.on("close", code => {
        clearInterval(asking);
        resolve({ stdout, stderr, code });
      });
      // A program that ends before it has read everything is no fault of the test.
      child.stdin.on("error", () => {});
      if (options.inputStaysOpen === true) child.stdin.write(input);
      else child.stdin.end(input);
    });
  } finally {
    // A command on `local` leaves its engine running, as it should; nobody else knows of this one.
    if (existsSync(join(home, "local"))) {
      const host = { ...thisHost, env: { ...process.env, DYN_HOME: home } };
      await sharedEngine(host).stop();
      await sharedPostgres(host).reset();
    }
    rmSync(home, { recursive: true, force: true });
  }
}
