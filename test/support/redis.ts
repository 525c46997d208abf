import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { HostPort } from "../../src/config/sql-settings.ts";
import { type Kept, startKept } from "../../src/local/kept.ts";
import { freePort, loopback } from "../../src/local/port.ts";
import { thisHost } from "./engine.ts";

const program = "/usr/bin/redis-server";

/**
 * Why there is no Redis for tests, which are skipped by that name; undefined when there is one, and
 * in CI, where it must not be missing.
 */
export const redisMissing: string | undefined =
  process.env.CI || existsSync(program) ? undefined : "Debian's redis-server is not installed";

/** Ends the server, and deletes its folder, when its standard input ends. */
const keeper = `
trap : INT TERM HUP
folder=$1
"${program}" "$folder/redis.conf" </dev/null &
server=$!
exec >/dev/null 2>&1
read -r line
kill -KILL $server
wait
rm -rf "$folder"
`;

export interface RedisServer extends HostPort {
  readonly password: string;
}

let shared: Promise<RedisServer> | undefined;

/**
 * The Redis that the tests of a worker share. It keeps nothing on disk, is started by the first that
 * asks, and ends with the worker, however that ends.
 */
export function redis(): Promise<RedisServer> {
  shared ??= startRedis();
  return shared;
}

/** A client of the worker's Redis, to look at what is there and to spoil it; its user ends it. */
export async function redisClient(): Promise<Redis> {
  return new Redis({ ...(await redis()), protocol: 2 });
}

async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "dyn-redis-"));
  const port = await freePort();
  const password = randomBytes(16).toString("hex");
  const settings = [`bind ${loopback}`, `port ${port}`, `requirepass ${password}`, 'save ""'];
  await writeFile(
    join(folder, "redis.conf"),
    [...settings, "appendonly no", `dir ${folder}`, ""].join("\n"),
    { mode: 0o600 },
  );
  const kept: Kept = await startKept(["/bin/sh", "-c", keeper, "sh", folder], {
    platform: thisHost.platform,
    settled: saysReady,
    timeoutMs: 60_000,
    cwd: folder,
    env: { PATH: "/usr/bin:/bin" },
  });
  if (kept.output === undefined || !saysReady(kept.output)) {
    await kept.end();
    throw new Error(`Redis did not start: ${kept.output ?? "it did not answer"}`);
  }
  kept.letGo();
  return { host: loopback, port, password };
}

function saysReady(output: string): boolean {
  return output.includes("Ready to accept connections");
}
