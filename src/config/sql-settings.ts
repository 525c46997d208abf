export const engines = ["postgres", "mysql"] as const;
/** `mysql` stands for MariaDB, too. */
export type Engine = (typeof engines)[number];

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Where the password comes from; it is asked for when a connection is opened, and never told. */
export type SqlAuth =
  /** Of this variable of the environment; none when it is not set. */
  | { readonly kind: "environment"; readonly variable: string }
  /** A token of IAM for each new connection, which lives 15 minutes. */
  | { readonly kind: "iam" }
  /** Secrets Manager's name or ARN: its JSON has `username` and `password`. */
  | { readonly kind: "secret"; readonly secret: string }
  /** Of a server that dyn itself has started on this machine. */
  | { readonly kind: "own"; readonly password: string };

export type SqlTls =
  | { readonly kind: "off" }
  /** The server's certificate and name are verified: by RDS's certificates, this file's, or the system's. */
  | { readonly kind: "require"; readonly caFile?: string };

/** Of each instance: the writer, and each reader. Times in milliseconds. */
export interface PoolSettings {
  readonly min: number;
  /** Absent: as many as the work has in flight. */
  readonly max?: number;
  /** To open a connection, its hand-shake included. */
  readonly connectTimeoutMs: number;
  /** To wait for a free one. */
  readonly acquireTimeoutMs: number;
  /** After which one above `min` that nobody needs is closed. */
  readonly idleTimeoutMs: number;
}

/** How to reach a SQL database, as plain data: another thread can open the same. */
export interface SqlSettings {
  readonly engine: Engine;
  readonly writer: HostPort;
  /** Replicas; reads go to them in turn. None: the writer does all. */
  readonly readers: readonly HostPort[];
  readonly database: string;
  readonly user: string;
  readonly auth: SqlAuth;
  readonly tls: SqlTls;
  readonly pool: PoolSettings;
  /** How long a statement may take. */
  readonly statementTimeoutMs: number;
  /** Tries of a statement or a transaction, the first included. */
  readonly maxAttempts: number;
  /** Send statements that do not depend on each other without waiting for the one before. PostgreSQL alone. */
  readonly pipelining: boolean;
  /** For tokens and secrets; absent: as the AWS configuration says. */
  readonly region?: string;
  readonly awsProfile?: string;
}

export const defaultPorts = { postgres: 5432, mysql: 3306 } as const satisfies Record<
  Engine,
  number
>;

/** Of the environment, unless dyn.yaml names another one; as the engines' own clients have them. */
export const passwordVariables = {
  postgres: "PGPASSWORD",
  mysql: "MYSQL_PWD",
} as const satisfies Record<Engine, string>;

export const defaultPool: PoolSettings = {
  min: 0,
  connectTimeoutMs: 5_000,
  acquireTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
};
export const defaultStatementTimeoutMs = 30_000;
export const defaultSqlAttempts = 10;
