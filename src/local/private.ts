import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { findBinary } from "./binary.ts";
import { askHealth } from "./health.ts";
import type { Host } from "./host.ts";
import { freePort, loopback } from "./port.ts";
import {
  saysListening,
  saysPortTaken,
  serveArguments,
  startAttempts,
  startupError,
  startupTimeout,
  startupTimeoutMs,
} from "./startup.ts";

/** A running engine that belongs to whoever started it. */
export interface Engine {
  readonly endpoint: URL;
  /** Ends the engine and waits until it is gone. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Ends the engine when its standard input ends, which the system sees to however dyn dies. The
 * engine alone keeps the output streams, so that they end with it.
 */
const keeper = `
trap : INT TERM HUP
"$@" </dev/null &
exec >/dev/null 2>&1
read -r line
kill -9 $!
wait
`;

/**
 * Starts an engine in memory on a port of its own. It dies with this process, also when that is
 * killed; it is out of reach of the terminal's Ctrl-C, so that work in flight can be reported first.
 * (On Windows it ends with `close` alone.)
 *
 * @throws DynError (connection) when the engine is missing or does not start.
 */
export async function startPrivate(host: Host): Promise<Engine> {
  const binary = findBinary(host);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const started = await launch(binary, port, host.platform);
    if ("endpoint" in started) return started;
    if (!saysPortTaken(started.output) || attempt === startAttempts) {
      throw startupError(binary, started.output);
    }
  }
}

async function launch(
  binary: string,
  port: number,
  platform: NodeJS.Platform,
): Promise<Engine | { readonly output: string }> {
  const serve = [binary, ...serveArguments(loopback, port)];
  const child =
    platform === "win32"
      ? spawn(binary, serve.slice(1), { stdio: "pipe", windowsHide: true })
      : spawn("/bin/sh", ["-c", keeper, "sh", ...serve], { stdio: "pipe", detached: true });
  const gone = new Promise<void>(resolve => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  child.stdin.on("error", () => {});
  let closing: Promise<void> | undefined;
  const close = () => {
    child.ref();
    child.stdin.end();
    if (platform === "win32") child.kill();
    closing ??= gone;
    return closing;
  };

  const started = await startOutput(child);
  if (started === undefined) {
    await close();
    throw startupTimeout(binary);
  }
  if (!saysListening(started)) {
    await close();
    return { output: started };
  }
  const endpoint = new URL(`http://${loopback}:${port}`);
  if ((await askHealth(endpoint, startupTimeoutMs)) === undefined) {
    await close();
    throw startupTimeout(binary);
  }
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    if (stream instanceof Socket) stream.unref();
  }
  return { endpoint, close };
}

/** What the engine said until it listens or is gone; undefined when neither comes to pass in time. */
function startOutput(child: ChildProcess & { stdout: Readable; stderr: Readable }) {
  return new Promise<string | undefined>(resolve => {
    let output = "";
    let open = 2;
    const timer = setTimeout(() => resolve(undefined), startupTimeoutMs);
    const done = () => {
      clearTimeout(timer);
      resolve(output);
    };
    child.once("error", error => {
      output += error.message;
      done();
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        if (output.length < 10_000) output += text;
        if (saysListening(output)) done();
      });
      stream.once("close", () => {
        open -= 1;
        if (open === 0) done();
      });
    }
  });
}
