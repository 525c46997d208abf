import { join } from "node:path";
import { dataDirectory } from "../home.ts";
import type { Host } from "../host.ts";

/** Where dyn keeps what it knows of the shared PostgreSQL. */
export interface PostgresFiles {
  readonly directory: string;
  readonly state: string;
  /** A password file as libpq, and so psql, reads it. */
  readonly passfile: string;
  /** Where the data is, for those who need not run it as another user. */
  readonly data: string;
}

export function postgresFiles(host: Host): PostgresFiles {
  const directory = join(dataDirectory(host), "local", "postgres");
  return {
    directory,
    state: join(directory, "state.json"),
    passfile: join(directory, "passfile"),
    data: join(directory, "data"),
  };
}

export function logFile({ directory }: PostgresFiles, server: string): string {
  return join(directory, `${server}.log`);
}
