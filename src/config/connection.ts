import type { Prices } from "./prices.ts";
import type { SqlPrices } from "./sql-prices.ts";
import type { SqlSettings } from "./sql-settings.ts";

/** Where work runs, after flags, environment and dyn.yaml are resolved and checked. */
export type Connection = DynamoConnection | SqlConnection;

/** What speaks DynamoDB's protocol. */
export type DynamoConnection = EmbeddedConnection | DynamoDbConnection;

/** What speaks SQL. */
export type SqlConnection = EmbeddedSqlConnection | SqlServerConnection;

interface Common {
  /** As the user named it; shown in messages and results. */
  readonly name: string;
  /** Destructive commands ask for the table's name. */
  readonly protect: boolean;
  /** What requests cost there; absent where they cost nothing, as anywhere but on AWS. */
  readonly prices?: Prices;
}

/** `memory`: a private engine for one command. `local`: the user's persistent one. */
export interface EmbeddedConnection extends Common {
  readonly kind: "memory" | "local";
}

/** AWS or anything that speaks DynamoDB's protocol. */
export interface DynamoDbConnection extends Common {
  readonly kind: "dynamodb";
  /** Absent: AWS's own endpoint of the region. */
  readonly endpoint?: URL;
  /** Absent: what the AWS configuration of the profile says. */
  readonly region?: string;
  readonly credentials: CredentialSource;
  readonly maxAttempts: number;
  readonly requestTimeoutMs: number;
}

/** A PostgreSQL that dyn runs itself: `postgres:memory` for one command, `postgres:local` the user's persistent one. */
export interface EmbeddedSqlConnection extends CommonSql {
  readonly kind: "postgres-memory" | "postgres-local";
}

export interface SqlServerConnection extends CommonSql {
  readonly kind: "sql";
  readonly settings: SqlSettings;
}

interface CommonSql {
  readonly name: string;
  /** Destructive commands, and loads, ask for the target's name. */
  readonly protect: boolean;
  /** What its instances cost; absent where nobody said which they are. */
  readonly sqlPrices?: SqlPrices;
}

export function isSql(connection: Connection): connection is SqlConnection {
  return ["sql", "postgres-memory", "postgres-local"].includes(connection.kind);
}

/** Whether the store begins empty with a command, and ends with it. */
export function isPrivate({ kind }: Connection): boolean {
  return kind === "memory" || kind === "postgres-memory";
}

export type CredentialSource =
  /** The AWS SDK's provider chain, of this profile when one is named. */
  | { readonly kind: "chain"; readonly profile?: string }
  /** Written in dyn.yaml, for emulators. */
  | { readonly kind: "static"; readonly accessKeyId: string; readonly secretAccessKey: string };

export const defaultMaxAttempts = 4;
/** DynamoDB answers in milliseconds; who waits at a terminal should not wait long for nothing. */
export const defaultRequestTimeoutMs = 10_000;
