import type { Prices } from "./prices.ts";

/** Where work runs, after flags, environment and dyn.yaml are resolved and checked. */
export type Connection = EmbeddedConnection | DynamoDbConnection;

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

export type CredentialSource =
  /** The AWS SDK's provider chain, of this profile when one is named. */
  | { readonly kind: "chain"; readonly profile?: string }
  /** Written in dyn.yaml, for emulators. */
  | { readonly kind: "static"; readonly accessKeyId: string; readonly secretAccessKey: string };

export const defaultMaxAttempts = 4;
/** DynamoDB answers in milliseconds; who waits at a terminal should not wait long for nothing. */
export const defaultRequestTimeoutMs = 10_000;
