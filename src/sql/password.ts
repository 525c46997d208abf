import type { HostPort, SqlSettings } from "../config/sql-settings.ts";
import type { Environment } from "../dynamodb/credentials.ts";
import { DynError } from "../errors.ts";
import { Kept } from "./kept.ts";

/** What a new connection logs in with; never told to anyone but the server. */
export interface Login {
  readonly user: string;
  readonly password: string | undefined;
}

/** Ways to AWS, and the time; tests bring their own. */
export interface LoginSources {
  readonly signToken: (endpoint: HostPort) => Promise<string>;
  readonly readSecret: (secret: string) => Promise<Login>;
  readonly now: () => number;
}

/** Logs new connections in. */
export interface Logins {
  /**
   * Connects; once more, with what is asked for anew, when the server refuses a token or secret that
   * was kept. Throws what `connect` throws, or a DynError when there is nothing to log in with.
   */
  connect<T>(
    endpoint: HostPort,
    connect: (login: Login) => Promise<T>,
    isDenied: (error: unknown) => boolean,
  ): Promise<T>;
  /** Words that follow a refusal: what the login was, and what to look at. */
  readonly advice: string;
}

/**
 * The logins of a database. AWS is asked only where the settings say so, when a connection is opened.
 * @throws DynError "usage" for tokens without TLS
 */
export function loginsOf(
  settings: SqlSettings,
  env: Environment,
  sources: LoginSources = sourcesOf(settings, env),
): Logins {
  const { auth, user } = settings;
  switch (auth.kind) {
    case "environment": {
      const { variable } = auth;
      // An empty password is none, as for the engines' own clients.
      const password = env[variable] || undefined;
      const advice = password === undefined ? `${variable} is not set` : `see ${variable}`;
      return constant({ user, password }, advice);
    }
    case "own":
      return constant({ user, password: auth.password }, "it is dyn's own server");
    case "iam": {
      mustBeSecret(settings);
      const make = async (endpoint: HostPort): Promise<Login> => {
        return { user, password: await sources.signToken(endpoint) };
      };
      const advice =
        settings.engine === "postgres"
          ? `by an IAM token: ${user} needs the role rds_iam, and who asks rds-db:connect`
          : `by an IAM token: ${user} needs AWSAuthenticationPlugin, and who asks rds-db:connect`;
      const keptPer = new Map<string, Kept<Login>>();
      const sourceOf = (endpoint: HostPort): Kept<Login> => {
        const key = `${endpoint.host}:${endpoint.port}`;
        const source = keptPer.get(key) ?? new Kept(() => make(endpoint), tokenLifeMs, sources.now);
        keptPer.set(key, source);
        return source;
      };
      return { advice, connect: keptLogin(sourceOf) };
    }
    case "secret": {
      const { secret } = auth;
      const source = new Kept(
        () => sources.readSecret(secret),
        Number.POSITIVE_INFINITY,
        sources.now,
      );
      return { advice: `by the secret ${secret}`, connect: keptLogin(() => source) };
    }
    default:
      return auth satisfies never;
  }
}

/** Tokens hold for 15 minutes; one is not used when it might run out on its way. */
const tokenLifeMs = 12 * 60_000;

function sourcesOf(settings: SqlSettings, env: Environment): LoginSources {
  return {
    signToken: async endpoint => (await import("./iam.ts")).signToken(settings, endpoint, env),
    readSecret: async secret => (await import("./secret.ts")).readSecret(settings, secret, env),
    now: Date.now,
  };
}

function constant(login: Login, advice: string): Logins {
  return { advice, connect: (_, connect) => connect(login) };
}

function keptLogin(sourceOf: (endpoint: HostPort) => Kept<Login>): Logins["connect"] {
  return async (endpoint, connect, isDenied) => {
    const source = sourceOf(endpoint);
    const { value, fresh } = await source.get();
    try {
      return await connect(value);
    } catch (error) {
      if (!isDenied(error)) throw error;
      source.drop(value);
      if (fresh) throw error;
      return connect((await source.get()).value);
    }
  };
}

function mustBeSecret({ tls }: SqlSettings): void {
  if (tls.kind !== "off") return;
  throw new DynError("usage", "an IAM token is sent over TLS only, and tls is off", {
    hint: "set tls: require, and ca: if the server's certificate is not RDS's",
  });
}
