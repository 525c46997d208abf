import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DynError } from "../errors.ts";
import { type Connection, defaultMaxAttempts, defaultRequestTimeoutMs } from "./connection.ts";
import type { DynYaml } from "./dyn-yaml.ts";
import { listPrices } from "./prices.ts";
import { isSqlUrl, parseSqlUrl } from "./sql-url.ts";
import { didYouMean } from "./suggest.ts";
import {
  builtInTargets,
  embeddedTargets,
  isAws,
  isEmbedded,
  isUrl,
  parseEndpoint,
  withoutUser,
} from "./target-name.ts";

/** What the choice of a target depends on. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The connection that the user means: the flag, else `DYN_TARGET`, else `default:` of the nearest
 * dyn.yaml, else the fallback. AWS is reached only when one of these names it.
 */
export async function connectionOf(
  surroundings: Surroundings,
  flag: string | undefined,
  fallback: "local" | "memory" = "local",
): Promise<Connection> {
  const { env, cwd } = surroundings;
  const asked = flag ?? (env.DYN_TARGET || undefined);
  if (asked !== undefined && isEmbedded(asked)) return embedded(asked);
  const settings = await nearestDynYaml(cwd);
  const source = flag === undefined && asked !== undefined ? " (from DYN_TARGET)" : "";
  return named(asked ?? settings?.default ?? fallback, settings, { cwd, source });
}

/** The names that targets have here: dyn's own, and those of the nearest dyn.yaml. */
export async function targetNames({ cwd }: Surroundings): Promise<readonly string[]> {
  const settings = await nearestDynYaml(cwd);
  return [...builtInTargets, ...(settings?.targets.keys() ?? [])];
}

/** @param source where the name comes from, for messages */
function named(
  name: string,
  settings: DynYaml | undefined,
  { cwd, source }: { readonly cwd: string; readonly source: string },
): Connection {
  if (isEmbedded(name)) return embedded(name);
  const prices = settings?.prices ?? listPrices;
  if (name === "aws") return { ...chain(name), prices };
  if (isUrl(name)) {
    const endpoint = parseEndpoint(name);
    return { ...chain(endpoint.origin), endpoint, ...(isAws(endpoint) && { prices }) };
  }
  if (isSqlUrl(name)) {
    const database = parseSqlUrl(name, cwd);
    return { kind: "sql", name: new URL(name).href, protect: false, settings: database };
  }
  const connection = settings?.targets.get(name);
  if (connection) return connection;
  const known = [...builtInTargets, ...(settings?.targets.keys() ?? [])];
  const said = withoutUser(name);
  throw new DynError("usage", `unknown target "${said}"${source}`, { hint: hintFor(said, known) });
}

function hintFor(name: string, known: readonly string[]): string {
  if (/^[\w.-]+:(?:5432|3306)$/.test(name)) {
    const scheme = name.endsWith("3306") ? "mysql" : "postgres";
    return `a database is written ${scheme}://user@${name}/database`;
  }
  if (/^[\w.-]+:\d+$/.test(name)) return `an endpoint is written http://${name}`;
  const near = didYouMean(name, known);
  return near
    ? `did you mean ${near}?`
    : `known: ${known.join(", ")}, a URL (http, https, postgres or mysql), or a name under targets: in dyn.yaml`;
}

function embedded(name: keyof typeof embeddedTargets): Connection {
  return { kind: embeddedTargets[name], name, protect: false };
}

function chain(name: string) {
  return {
    kind: "dynamodb",
    name,
    protect: false,
    credentials: { kind: "chain" },
    maxAttempts: defaultMaxAttempts,
    requestTimeoutMs: defaultRequestTimeoutMs,
  } as const;
}

/** The dyn.yaml of this folder or of the nearest one above it. */
export async function nearestDynYaml(cwd: string): Promise<DynYaml | undefined> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, "dyn.yaml");
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      throw new DynError("invalid", `cannot read ${path}`, { cause: error, hint: error.message });
    });
    if (text !== undefined) {
      // Loaded late: most commands find no file, and need neither YAML nor its validation.
      const { parseDynYaml } = await import("./dyn-yaml.ts");
      return parseDynYaml(text, relative(cwd, path) || path, folder);
    }
    if (dirname(folder) === folder) return undefined;
  }
}
