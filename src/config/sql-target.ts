import { resolve } from "node:path";
import { z } from "zod";
import type { SqlServerConnection } from "./connection.ts";
import { hostForm, parseHostPort } from "./host-port.ts";
import { auroraHourly, sqlPrices } from "./sql-prices.ts";
import {
  defaultPool,
  defaultPorts,
  defaultSqlAttempts,
  defaultStatementTimeoutMs,
  engines,
  passwordVariables,
  type SqlAuth,
  type SqlTls,
} from "./sql-settings.ts";
import { defaultTls } from "./sql-url.ts";
import { suggestion } from "./suggest.ts";
import type { Problems } from "./validate.ts";
import { duration } from "./yaml-values.ts";

/** What is no host is not repeated: it may be a URL with a password. */
const host = z.string().refine(text => parseHostPort(text, 1) !== undefined, {
  error: `expected ${hostForm}`,
});
const text = z.string().min(1).optional();
const price = z.number().min(0).optional();

/** A password, which has no place in a file. */
const password = z
  .unknown()
  .optional()
  .refine(value => value === undefined, {
    error:
      "a password has no place in a file: name its variable (passwordVariable), a secret of Secrets Manager (secret), or auth: iam",
    params: { key: true },
  });

/** A target of dyn.yaml that speaks SQL, as it is written. */
export const sqlTarget = z.strictObject({
  engine: z.enum(engines),
  writeEndpoint: host,
  readEndpoint: host.optional(),
  readEndpoints: z.array(host).optional(),
  database: z.string().min(1),
  user: text,
  auth: z.enum(["password", "iam"]).optional(),
  secret: text,
  password,
  passwordVariable: text,
  tls: z.enum(["require", "off"]).optional(),
  ca: text,
  region: text,
  awsProfile: text,
  pool: z
    .strictObject({
      min: z.int().min(0).max(10_000).optional(),
      max: z.int().min(1).max(10_000).optional(),
      connectTimeout: duration.optional(),
      acquireTimeout: duration.optional(),
      idleTimeout: duration.optional(),
    })
    .optional(),
  statementTimeout: duration.optional(),
  maxAttempts: z.int().min(1).max(100).optional(),
  pipelining: z.boolean().optional(),
  protect: z.boolean().optional(),
  instances: z
    .strictObject({ class: z.string().min(1), count: z.int().min(1).optional() })
    .optional(),
  prices: z.strictObject({ hourly: price, io: price }).optional(),
});

export type SqlTargetSettings = z.infer<typeof sqlTarget>;

/**
 * The connection that a target of dyn.yaml stands for; what contradicts itself is added to `problems`.
 * @param folder what the path of `ca` is relative to
 */
export function sqlConnection(
  name: string,
  settings: SqlTargetSettings,
  folder: string,
  problems: Problems,
): SqlServerConnection {
  findContradictions(["targets", name], settings, problems);
  const { engine, user = "", region, awsProfile, pool = {} } = settings;
  const hostOf = (each: string) =>
    parseHostPort(each, defaultPorts[engine]) ?? { host: each, port: defaultPorts[engine] };
  const writer = hostOf(settings.writeEndpoint);
  const readers = readEndpoints(settings).map(hostOf);
  const { instances, prices } = settings;
  const costs =
    instances &&
    sqlPrices({ class: instances.class, count: instances.count ?? 1 + readers.length, ...prices });
  return {
    kind: "sql",
    name,
    protect: settings.protect ?? false,
    ...(costs && { sqlPrices: costs }),
    settings: {
      engine,
      writer,
      readers,
      database: settings.database,
      user,
      auth: authOf(settings),
      tls: tlsOf(settings, folder) ?? defaultTls([writer, ...readers]),
      pool: {
        min: pool.min ?? defaultPool.min,
        ...(pool.max !== undefined && { max: pool.max }),
        connectTimeoutMs: pool.connectTimeout ?? defaultPool.connectTimeoutMs,
        acquireTimeoutMs: pool.acquireTimeout ?? defaultPool.acquireTimeoutMs,
        idleTimeoutMs: pool.idleTimeout ?? defaultPool.idleTimeoutMs,
      },
      statementTimeoutMs: settings.statementTimeout ?? defaultStatementTimeoutMs,
      maxAttempts: settings.maxAttempts ?? defaultSqlAttempts,
      pipelining: settings.pipelining ?? false,
      ...(region !== undefined && { region }),
      ...(awsProfile !== undefined && { awsProfile }),
    },
  };
}

function readEndpoints({ readEndpoint, readEndpoints = [] }: SqlTargetSettings): readonly string[] {
  return readEndpoint === undefined ? readEndpoints : [readEndpoint];
}

function authOf({ engine, auth, secret, passwordVariable }: SqlTargetSettings): SqlAuth {
  if (auth === "iam") return { kind: "iam" };
  if (secret !== undefined) return { kind: "secret", secret };
  return { kind: "environment", variable: passwordVariable ?? passwordVariables[engine] };
}

function tlsOf({ tls, ca }: SqlTargetSettings, folder: string): SqlTls | undefined {
  if (ca !== undefined) return { kind: "require", caFile: resolve(folder, ca) };
  return tls && { kind: tls };
}

/** What is right by itself and wrong together. */
function findContradictions(
  path: readonly string[],
  settings: SqlTargetSettings,
  problems: Problems,
): void {
  const wrong = (key: string, message: string, hint?: string) =>
    problems.add([...path, key], message, { key: true, ...(hint !== undefined && { hint }) });
  const { auth, secret, passwordVariable, tls, ca, pool, instances, prices } = settings;
  if (settings.user === undefined && secret === undefined) {
    wrong("user", "missing: user", "only a secret names one itself");
  }
  if (settings.readEndpoint !== undefined && settings.readEndpoints !== undefined) {
    wrong("readEndpoints", "give readEndpoint or readEndpoints, not both");
  }
  if (auth === "iam" && secret !== undefined)
    wrong("secret", "give a secret or auth: iam, not both");
  if (passwordVariable !== undefined && (auth === "iam" || secret !== undefined)) {
    wrong("passwordVariable", "the password comes from auth: iam or the secret already");
  }
  if (tls === "off" && ca !== undefined) wrong("ca", "certificates are for tls: require");
  if (tls === "off" && auth === "iam") {
    wrong("tls", "a token of IAM goes over TLS alone", "leave out tls: off");
  }
  if (settings.pipelining && settings.engine !== "postgres") {
    wrong("pipelining", "pipelining is for PostgreSQL alone");
  }
  if (pool?.min !== undefined && pool.max !== undefined && pool.min > pool.max) {
    problems.add([...path, "pool", "min"], `min is above max, ${pool.max}`);
  }
  if (instances === undefined && prices !== undefined) {
    wrong("prices", "prices of what?", "name the instances: { class: db.r6g.large, count: 2 }");
  }
  if (instances !== undefined && prices?.hourly === undefined) {
    const known = Object.keys(auroraHourly);
    if (!known.includes(instances.class)) {
      const near = suggestion(instances.class, known);
      problems.add(
        [...path, "instances", "class"],
        `no price of ${instances.class} is known${near}`,
        {
          hint: `say it in US dollars: prices: { hourly: 1.5 }; known: ${known.join(", ")}`,
        },
      );
    }
  }
}
