import { execFile } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "./account.ts";
import {
  plainEnvironment,
  postgresError,
  primaryFolder,
  replicaFolder,
  shellFunctions,
} from "./servers.ts";

/** The folder of a database's servers, which do not run, and who may enter it. */
export interface Cluster {
  readonly folder: string;
  readonly bin: string;
  readonly account: Account | undefined;
  readonly password: string;
  /** Whether data that is there was made with another password, which nobody knows any more. */
  readonly renew: boolean;
}

/**
 * Makes the primary where there is none yet, and the replicas that are missing. With `$renew`, a
 * primary that is there takes the password.
 */
const make = `
${shellFunctions}
folder=$1 bin=$2 renew=$3 durable=yes
shift 3
rm -rf "$folder"/new-*
if [ ! -e "$folder/${primaryFolder}" ]; then create || exit
elif [ -n "$renew" ]; then renew || exit
fi
for replica in "$@"; do replicate "$replica" || exit; done
`;

/**
 * Makes of the folder a database with so many replicas, whatever it is now: data that is there stays.
 *
 * @throws DynError (connection) with PostgreSQL's reason.
 */
export async function makeCluster(cluster: Cluster, replicas: number): Promise<void> {
  const { folder } = cluster;
  const there = await replicasOf(folder);
  for (const name of there.slice(replicas)) await rm(join(folder, name), { recursive: true });
  const wanted = Array.from({ length: replicas }, (_, index) => replicaFolder(index + 1));
  await runMake(
    cluster,
    wanted.filter(name => !there.includes(name)),
  );
}

/** The folders of the replicas. */
export async function replicasOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter(name => /^replica-\d$/.test(name)).sort();
}

function runMake(cluster: Cluster, missing: readonly string[]): Promise<void> {
  const { folder, bin, account, password, renew } = cluster;
  const words = ["-c", make, "sh", folder, bin, renew ? "renew" : "", ...missing];
  const env = plainEnvironment(folder, password);
  return new Promise((resolve, reject) => {
    const child = execFile(
      "/bin/sh",
      words,
      { cwd: folder, env, ...account },
      (error, out, err) => {
        if (error) reject(postgresError(cluster, err || out || error.message));
        else resolve();
      },
    );
    child.stdin?.end();
  });
}
