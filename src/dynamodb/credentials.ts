import type { CredentialSource } from "../config/connection.ts";
import type { Credentials, CredentialsProvider } from "./client.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The credentials that a dyn.yaml holds for an emulator. */
export function staticCredentials(credentials: Credentials): CredentialsProvider {
  return async () => credentials;
}

/** Emulators check no signature, but want one. */
export const dummyCredentials: Credentials = {
  accessKeyId: "dyn",
  secretAccessKey: "dyn",
};

/** The provider of a connection. The AWS SDK's chain is loaded when it is first asked. */
export function credentialsOf(source: CredentialSource, env: Environment): CredentialsProvider {
  if (source.kind === "static") return staticCredentials(source);
  return lazily(async () => {
    const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
    const profile = source.profile ?? env.AWS_PROFILE;
    // The files are read anew each time: who signs in again while dyn runs changes them.
    return fromNodeProviderChain({ ignoreCache: true, ...(profile !== undefined && { profile }) });
  });
}

/**
 * For emulators on this machine: the environment's credentials or the named profile's, else dummies.
 * The rest of the chain would wait for an EC2 metadata service that is not there.
 */
export function loopbackCredentials(
  source: CredentialSource,
  env: Environment,
): CredentialsProvider {
  if (source.kind === "static" || source.profile !== undefined) return credentialsOf(source, env);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return staticCredentials(dummyCredentials);
  }
  const sessionToken = env.AWS_SESSION_TOKEN;
  return staticCredentials({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  });
}

function lazily(load: () => Promise<CredentialsProvider>): CredentialsProvider {
  let loaded: Promise<CredentialsProvider> | undefined;
  return async options => {
    loaded ??= load();
    const provider = await loaded;
    return provider(options);
  };
}
