import { resolve } from "node:path";
import { DynError } from "../errors.ts";
import { hostForm, parseHostPort } from "./host-port.ts";
import { isLoopbackHost } from "./loopback.ts";
import {
  defaultPool,
  defaultPorts,
  defaultSqlAttempts,
  defaultStatementTimeoutMs,
  type Engine,
  type HostPort,
  passwordVariables,
  type SqlSettings,
  type SqlTls,
} from "./sql-settings.ts";
import { didYouMean } from "./suggest.ts";

const engines: Readonly<Record<string, Engine>> = {
  postgres: "postgres",
  postgresql: "postgres",
  mysql: "mysql",
  mariadb: "mysql",
};

const options = ["tls", "ca", "read", "pipelining"] as const;
type Options = ReadonlyMap<(typeof options)[number], readonly string[]>;

const form = "a database is written like postgres://user@host:5432/database?read=replica:5432";

/** `postgres://…`, `mysql://…` and their other names, right or wrong after that. */
export function isSqlUrl(text: string): boolean {
  return engineOf(text) !== undefined;
}

function engineOf(text: string): Engine | undefined {
  const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(engines, scheme) ? engines[scheme] : undefined;
}

/**
 * A database by its URL, `postgres://user@host:port/database?tls=off&ca=file&read=host:port&pipelining=true`.
 * What is wrong with it is told without repeating it: where a password is, nobody knows then.
 * @param cwd what the path of `ca` is relative to
 * @throws DynError "usage"
 */
export function parseSqlUrl(text: string, cwd: string): SqlSettings {
  const engine = engineOf(text);
  if (engine === undefined || !URL.canParse(text)) throw wrong("a database's URL cannot be read");
  const url = new URL(text);
  if (url.password) throw withPassword(engine);
  const writer = hostAt(url.host, engine, "the URL names no host");
  const user = decoded(url.username);
  if (user === "") throw wrong("the URL names no user");
  const database = decoded(url.pathname.slice(1));
  if (database === "" || database.includes("/")) throw wrong("the URL ends with one database");
  if (url.hash) throw wrong("the URL ends with its options; a # in a name is written %23");
  const given = optionsOf(url.searchParams, engine);
  const readers = (given.get("read") ?? []).map(host =>
    hostAt(host, engine, `read= takes ${hostForm}`),
  );
  const pipelining = one(given, "pipelining", ["true", "false"]) === "true";
  if (pipelining && engine !== "postgres") throw wrong("pipelining is for PostgreSQL alone");
  return {
    engine,
    writer,
    readers,
    database,
    user,
    auth: { kind: "environment", variable: passwordVariables[engine] },
    tls: tlsOf(given, [writer, ...readers], cwd),
    pool: defaultPool,
    statementTimeoutMs: defaultStatementTimeoutMs,
    maxAttempts: defaultSqlAttempts,
    pipelining,
  };
}

/** TLS unless all of it is on this machine. */
export function defaultTls(hosts: readonly HostPort[]): SqlTls {
  return hosts.every(({ host }) => isLoopbackHost(host)) ? { kind: "off" } : { kind: "require" };
}

function tlsOf(given: Options, hosts: readonly HostPort[], cwd: string): SqlTls {
  const tls = one(given, "tls", ["require", "off"]);
  const ca = one(given, "ca");
  if (ca !== undefined && tls === "off") throw wrong("ca= is for tls=require, not for tls=off");
  if (ca !== undefined) return { kind: "require", caFile: resolve(cwd, ca) };
  return tls === undefined ? defaultTls(hosts) : { kind: tls };
}

function optionsOf(parameters: URLSearchParams, engine: Engine): Options {
  const given = new Map<(typeof options)[number], string[]>();
  for (const [name, value] of parameters) {
    if (/^(?:password|pwd)$/i.test(name)) throw withPassword(engine);
    const known = options.find(option => option === name);
    if (known === undefined) {
      const near = didYouMean(name, options);
      throw new DynError("usage", `the URL of a database has no option "${name}"`, {
        hint: near === undefined ? `known: ${options.join(", ")}` : `did you mean ${near}?`,
      });
    }
    given.set(known, [...(given.get(known) ?? []), value]);
  }
  return given;
}

/** The value of an option that is given at most once. */
function one<T extends string = string>(
  given: Options,
  name: (typeof options)[number],
  choices?: readonly T[],
): T | undefined {
  const [value, ...more] = given.get(name) ?? [];
  if (more.length > 0) throw wrong(`${name}= is given more than once`);
  if (value === undefined) return undefined;
  if (value === "" || (choices && !choices.some(choice => choice === value))) {
    throw wrong(`${name}= takes ${choices?.join(" or ") ?? "the path of a file"}`);
  }
  return value as T;
}

function hostAt(text: string, engine: Engine, otherwise: string): HostPort {
  const host = parseHostPort(text, defaultPorts[engine]);
  if (host === undefined) throw wrong(otherwise);
  return host;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong("the URL has a % that no two digits follow; write %25 for one");
  }
}

function wrong(message: string): DynError {
  return new DynError("usage", message, { hint: form });
}

function withPassword(engine: Engine): DynError {
  return new DynError("usage", "a database's URL cannot hold a password", {
    hint: `set ${passwordVariables[engine]}, or name the target in dyn.yaml with secret:, passwordVariable: or auth: iam`,
  });
}
