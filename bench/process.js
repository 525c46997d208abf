import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBinary } from "../dist/local/binary.js";
import { askHealth } from "../dist/local/health.js";
import { freePort, loopback } from "../dist/local/port.js";

const dynPath = fileURLToPath(new URL("../bin/dyn.js", import.meta.url));
const usageHook = new URL("./usage-hook.js", import.meta.url).href;

const mostOutput = 10_000;

/**
 * Runs dyn to its end and tells what it used; of its stdout the end is kept.
 * @param {readonly string[]} words
 * @param {Readonly<Record<string, string>>} [env] of it, besides this process's own
 * @returns {Promise<{ cpuSeconds: number, maxRssBytes: number, seconds: number, stdout: string }>}
 */
export async function runDyn(words, env = {}) {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const usageFile = join(folder, "usage.json");
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", usageHook, dynPath, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env, DYN_HOME: folder, DYN_BENCH_USAGE: usageFile },
  });
  let stdout = "";
  child.stdout.setEncoding("latin1").on("data", chunk => {
    stdout = (stdout + chunk).slice(-mostOutput);
  });
  let errors = "";
  child.stderr.on("data", chunk => {
    errors += chunk;
  });
  const code = await new Promise(resolve => child.once("close", resolve));
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`dyn ${words.join(" ")} ended with ${code}: ${errors}`);
  const usage = JSON.parse(await readFile(usageFile, "utf8"));
  await rm(folder, { recursive: true });
  return { ...usage, seconds, stdout };
}

/**
 * Starts an embedded engine in memory.
 * @returns {Promise<{ url: string, pid: number, cpuSeconds(): Promise<number>, stop(): Promise<void> }>}
 */
export async function startEngine() {
  const { env, platform, arch } = process;
  const binary = findBinary({ env, platform, arch, cwd: process.cwd() });
  const port = await freePort();
  const child = spawn(binary, ["serve", "--host", loopback, "--port", String(port)], {
    stdio: "ignore",
  });
  const url = `http://${loopback}:${port}`;
  while ((await askHealth(new URL(url))) === undefined) {
    if (child.exitCode !== null) throw new Error(`the engine ended with ${child.exitCode}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    cpuSeconds: () => cpuSecondsOf(pid),
    stop: async () => {
      const closed = new Promise(resolve => child.once("close", resolve));
      child.kill();
      await closed;
    },
  };
}

/** Processor time of another process so far; Linux only, in steps of 10 ms. @param {number} pid */
async function cpuSecondsOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
