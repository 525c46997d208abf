import { join } from "node:path";
import type { Host } from "../host.ts";
import { type Latched, startLatched } from "../latched.ts";
import { freePort, usualPort } from "../port.ts";
import { saysPortTaken, startAttempts } from "../startup.ts";
import { writeState } from "../state.ts";
import { type Cluster, replicasOf } from "./cluster.ts";
import { logFile, type PostgresFiles } from "./files.ts";
import {
  commonArguments,
  postgresError,
  postgresTimeout,
  postgresTimeoutMs,
  primaryFolder,
  readyCount,
  serverEnvironment,
} from "./servers.ts";
import type { PostgresState } from "./state.ts";

/** Ports from here on are tried first. */
const firstPort = 26_100;

/** Starts all servers of a database so that they outlive this process. Their state is written before they run. */
export async function launchServers(
  host: Host,
  files: PostgresFiles,
  cluster: Cluster,
): Promise<PostgresState> {
  const names = [primaryFolder, ...(await replicasOf(cluster.folder))];
  const usual = usualPort(files.data, firstPort);
  let ports = names.map((_, index) => usual + index);
  for (let attempt = 1; ; attempt += 1) {
    const launched = await launch(host, files, cluster, names, ports);
    if ("servers" in launched) return launched;
    const isTaken = saysPortTaken(launched.output);
    if (!isTaken || attempt === startAttempts) throw postgresError(cluster, launched.output);
    ports = await Promise.all(names.map(() => freePort()));
  }
}

async function launch(
  { platform, monotonic }: Host,
  files: PostgresFiles,
  { folder, bin, account, password }: Cluster,
  names: readonly string[],
  ports: readonly number[],
): Promise<PostgresState | { readonly output: string }> {
  const env = serverEnvironment(folder, { primaryPort: ports[0] ?? 0, password });
  const started: Latched[] = [];
  const servers: PostgresState["servers"][number][] = [];
  const giveUp = () => Promise.all(started.map(server => server.kill()));
  try {
    for (const [index, name] of names.entries()) {
      const port = ports[index] ?? 0;
      const serve = ["-p", String(port), ...commonArguments({ durable: true })];
      const command = [join(bin, "postgres"), ...serve, "-D", join(folder, name)];
      const log = logFile(files, name);
      const server = await startLatched(command, {
        platform,
        monotonic,
        cwd: folder,
        log,
        env,
        account,
      });
      started.push(server);
      servers.push({ ...server.process, port });
    }
    await writeState(files.state, { ready: false, password, servers });
    for (const server of started) server.go();
    const said = await Promise.all(started.map(server => server.said(isReady, postgresTimeoutMs)));
    for (const output of said) {
      if (output === undefined) throw postgresTimeout(bin);
      if (isReady(output)) continue;
      await giveUp();
      return { output };
    }
    const state = { ready: true, password, servers };
    await writeState(files.state, state);
    for (const server of started) server.letGo();
    return state;
  } catch (error) {
    await giveUp();
    throw error;
  }
}

function isReady(output: string): boolean {
  return readyCount(output) > 0;
}
