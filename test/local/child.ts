import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { onTestFinished } from "vitest";
import { findBinary } from "../../src/local/binary.ts";
import type { Host } from "../../src/local/host.ts";
import { findPostgres } from "../../src/local/postgres/binaries.ts";
import { sharedPostgres } from "../../src/local/postgres/shared.ts";
import { sharedEngine } from "../../src/local/shared.ts";
import { thisHost } from "../support/engine.ts";

/** An empty directory that the test's end removes, engine first if it became a home. */
export function tempDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "dyn-local-"));
  onTestFinished(async () => {
    await sharedEngine(hostAt(directory)).stop();
    await sharedPostgres(hostAt(directory)).reset();
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** This machine, with dyn's data in the directory and nothing else in the environment. */
export function hostAt(home: string, env: Record<string, string> = {}): Host {
  return { ...thisHost, env: { DYN_HOME: home, DYN_DYNOXIDE: realBinary, ...env } };
}

export const realBinary = findBinary(thisHost);

/** A program to be named by DYN_DYNOXIDE: a shell script, which may go on as the real one. */
export function scriptedBinary(directory: string, lines: string): string {
  const path = join(directory, "scripted-dynoxide");
  writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return path;
}

/** The pids of processes whose command line has these words in it. */
export async function processesWith(words: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-ww", "-A", "-o", "pid=,args="]);
  return stdout
    .split("\n")
    .filter(line => line.includes(words))
    .map(line => Number.parseInt(line, 10));
}

export interface Child {
  readonly process: ChildProcess;
  /** What it has printed, once it printed a line. */
  readonly line: Promise<string>;
  readonly exit: Promise<void>;
}

/**
 * Another process that runs these statements of a module, with `startPrivate`, `sharedEngine`,
 * `startPrivatePostgres`, `sharedPostgres`, `exclusively` and `host` at hand, in a process group of its own as a terminal would start it.
 */
export function runChild(statements: string, home: string): Child {
  const module = `
    import { startPrivate } from "${compiled()}/local/private.js";
    import { sharedEngine } from "${compiled()}/local/shared.js";
    import { startPrivatePostgres } from "${compiled()}/local/postgres/private.js";
    import { sharedPostgres } from "${compiled()}/local/postgres/shared.js";
    import { exclusively } from "${compiled()}/local/lock.js";
    const host = { env: process.env, cwd: process.cwd(), home: "/", platform: process.platform,
      arch: process.arch, monotonic: () => performance.now() };
    ${statements}`;
  const { bin } = findPostgres(thisHost);
  const child = spawn(process.execPath, ["--input-type=module", "-e", module], {
    env: { ...process.env, DYN_HOME: home, DYN_DYNOXIDE: realBinary, DYN_POSTGRES_BIN: bin },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  // Before the directory goes: what is registered last is done first.
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = new Promise<void>(resolve => child.once("close", () => resolve()));
  const line = new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (data: string) => {
      text += data;
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once("close", () => reject(new Error(`the child ended, having printed "${text}"`)));
  });
  line.catch(() => {});
  return { process: child, line, exit };
}

let output: string | undefined;

/** The embedded engine's modules as JavaScript, for other processes; compiled from source on first use. */
function compiled(): string {
  if (output !== undefined) return output;
  const folder = mkdtempSync(join(tmpdir(), "dyn-compiled-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  output = folder;
  writeFileSync(join(output, "package.json"), '{ "type": "module" }');
  const source = join(import.meta.dirname, "../../src");
  for (const file of [
    "errors.ts",
    "config/sql-settings.ts",
    ...readdirSync(join(source, "local"), { recursive: true, encoding: "utf8" })
      .filter(name => name.endsWith(".ts"))
      .map(name => `local/${name}`),
  ]) {
    const { outputText } = ts.transpileModule(readFileSync(join(source, file), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        rewriteRelativeImportExtensions: true,
      },
    });
    const target = join(output, file.replace(/ts$/, "js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  return output;
}
