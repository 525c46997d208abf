import type { SqlSettings } from "../config/sql-settings.ts";
import type { CredentialsProvider } from "../dynamodb/client.ts";
import { credentialsOf, type Environment } from "../dynamodb/credentials.ts";
import { DynError } from "../errors.ts";

/** Who asks AWS, and in which region, as the SDK's clients take it. */
export interface Asker {
  readonly credentials: CredentialsProvider;
  readonly profile?: string;
  /** Absent: as the AWS configuration says. */
  readonly region?: string;
}

/** @param regionOfName what the name of an instance or secret itself says */
export function askerOf(
  { awsProfile, region }: SqlSettings,
  env: Environment,
  regionOfName: string | undefined,
): Asker {
  const profile = awsProfile ?? env.AWS_PROFILE;
  const where = region ?? regionOfName ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const chain = { kind: "chain", ...(profile !== undefined && { profile }) } as const;
  return {
    credentials: credentialsOf(chain, env),
    ...(profile !== undefined && { profile }),
    ...(where !== undefined && { region: where }),
  };
}

/** Why AWS gave no `what`, such as `IAM token`. */
export function refusedBy(cause: unknown, what: string): DynError {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  if (/region is missing/i.test(message)) {
    return new DynError("usage", `no ${what}: no AWS region is configured`, {
      hint: "set AWS_REGION, or `region:` of this target in dyn.yaml",
      cause,
    });
  }
  if (/Credentials|^TokenProviderError$/.test(name)) {
    return new DynError("denied", `no ${what}: no usable AWS credentials`, {
      hint: "run `aws configure` or `aws sso login`, set AWS_PROFILE, or awsProfile in dyn.yaml",
      cause,
    });
  }
  if (/Expired/.test(name)) {
    return new DynError("denied", `no ${what}: the AWS credentials have expired`, {
      hint: "sign in again: `aws sso login`",
      cause,
    });
  }
  // What AWS itself said has these.
  const kind = cause instanceof Error && "$metadata" in cause ? "denied" : "connection";
  return new DynError(kind, `no ${what}: ${message}`, {
    hint: "check region and profile of this target, and what its IAM policy allows",
    cause,
  });
}
