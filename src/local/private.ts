import { findBinary } from "./binary.ts";
import { askHealth } from "./health.ts";
import type { Host } from "./host.ts";
import { startKept } from "./kept.ts";
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
  const command = platform === "win32" ? serve : ["/bin/sh", "-c", keeper, "sh", ...serve];
  const settled = saysListening;
  const kept = await startKept(command, { platform, settled, timeoutMs: startupTimeoutMs });
  const { output, end } = kept;
  if (output === undefined) {
    await end();
    throw startupTimeout(binary);
  }
  if (!saysListening(output)) {
    await end();
    return { output };
  }
  const endpoint = new URL(`http://${loopback}:${port}`);
  if ((await askHealth(endpoint, startupTimeoutMs)) === undefined) {
    await end();
    throw startupTimeout(binary);
  }
  kept.letGo();
  return { endpoint, close: end };
}
