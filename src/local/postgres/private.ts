import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { SqlSettings } from "../../config/sql-settings.ts";
import { dataDirectory } from "../home.ts";
import type { Host } from "../host.ts";
import { type Kept, startKept } from "../kept.ts";
import { freePort } from "../port.ts";
import { saysPortTaken, startAttempts } from "../startup.ts";
import { type Account, serverAccount } from "./account.ts";
import { findPostgres } from "./binaries.ts";
import { installed } from "./installed.ts";
import { commonRoom, makePassingRoom, passingPlace } from "./room.ts";
import {
  commonArguments,
  newPassword,
  ownSettings,
  postgresError,
  postgresTimeout,
  postgresTimeoutMs,
  primaryFolder,
  readyCount,
  replicaFolder,
  saysShutDown,
  serverEnvironment,
  shellFunctions,
} from "./servers.ts";

/** A PostgreSQL that belongs to whoever started it. */
export interface PrivatePostgres {
  readonly settings: SqlSettings;
  /** Ends it, deletes its files, and waits until both are done. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Makes a database and starts its servers (`$primary` and words of `$replicas`: folder, colon, port).
 * Ends them and deletes all files when its standard input ends. The servers alone keep the
 * output streams, so that they end with them.
 */
const keeper = `
${shellFunctions}
trap : INT TERM HUP
folder=$1 bin=$2 primary=$3 replicas=$4 durable=
shift 4
# Nothing is there to be looked after when dyn is gone by now, or could not make the folder.
read -r line && cd "$folder" || { rm -rf "$folder"; exit; }
made() {
  create && for server in $replicas; do replicate "\${server%:*}" || return; done
}
pids=
if said=$(made 2>&1 </dev/null); then
  for server in $primary $replicas; do
    "$bin/postgres" -D "$folder/\${server%:*}" -p "\${server#*:}" "$@" </dev/null &
    pids="$pids $!"
  done
else
  printf '%s\\n' "$said"
fi
exec >/dev/null 2>&1
read -r line
# Again and again: a server that has only just started ignores it, as what a shell puts behind does.
for pid in $pids; do
  (while kill -QUIT "$pid"; do sleep 0.2; done) &
done
wait
rm -rf "$folder"
`;

/**
 * Starts a PostgreSQL that keeps its files in a folder for passing things and does not wait for the
 * disk. It dies with this process, also when that is killed, and its files go with it; it is out of
 * reach of the terminal's Ctrl-C.
 *
 * @throws DynError (connection) when PostgreSQL is missing or does not start.
 */
export async function startPrivatePostgres(
  host: Host,
  { replicas = 0 }: { readonly replicas?: number } = {},
): Promise<PrivatePostgres> {
  const account = await serverAccount();
  const base = account === undefined ? dataDirectory(host) : commonRoom;
  const bin = await installed(findPostgres(host), account, base);
  for (let attempt = 1; ; attempt += 1) {
    const launched = await launch(host, { bin, replicas, account });
    if ("settings" in launched) return launched;
    if (!saysPortTaken(launched.output) || attempt === startAttempts) {
      throw postgresError({ bin, folder: launched.folder }, launched.output);
    }
  }
}

interface Launch {
  readonly bin: string;
  readonly replicas: number;
  readonly account: Account | undefined;
}

async function launch(
  { env, platform }: Host,
  { bin, replicas, account }: Launch,
): Promise<PrivatePostgres | { readonly output: string; readonly folder: string }> {
  const folder = await passingPlace(account, env);
  const [primaryPort = 0, ...replicaPorts] = await Promise.all(
    Array.from({ length: replicas + 1 }, () => freePort()),
  );
  const password = newPassword();
  const primary = `${primaryFolder}:${primaryPort}`;
  const others = replicaPorts.map((port, index) => `${replicaFolder(index + 1)}:${port}`);
  const words = [folder, bin, primary, others.join(" "), ...commonArguments({ durable: false })];
  const kept = await startKept(["/bin/sh", "-c", keeper, "sh", ...words], {
    platform,
    settled: output => readyCount(output) > replicas || saysShutDown(output),
    timeoutMs: postgresTimeoutMs,
    cwd: dirname(folder),
    prepare: () => makePassingRoom(account, folder),
    env: serverEnvironment(folder, { primaryPort, password }),
    ...(account && { account }),
  });
  const close = () => closeAll(kept, folder);
  if (kept.output === undefined) {
    await close();
    throw postgresTimeout(bin);
  }
  if (readyCount(kept.output) <= replicas) {
    await close();
    return { output: kept.output, folder };
  }
  kept.letGo();
  return { settings: ownSettings(primaryPort, replicaPorts, password), close };
}

async function closeAll(kept: Kept, folder: string): Promise<void> {
  await kept.end();
  await rm(folder, { recursive: true, force: true });
}
