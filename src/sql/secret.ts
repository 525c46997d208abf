import type { SqlSettings } from "../config/sql-settings.ts";
import type { Environment } from "../dynamodb/credentials.ts";
import { DynError } from "../errors.ts";
import { askerOf, refusedBy } from "./aws.ts";
import type { Login } from "./password.ts";

const timeouts = { connectionTimeout: 5_000, requestTimeout: 10_000 };

/** User and password of a secret in Secrets Manager. Throws a DynError that tells nothing of its text. */
export async function readSecret(
  settings: SqlSettings,
  secret: string,
  env: Environment,
): Promise<Login> {
  const { SecretsManagerClient, GetSecretValueCommand } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  const endpoint = env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? env.AWS_ENDPOINT_URL;
  const client = new SecretsManagerClient({
    ...askerOf(settings, env, regionOfArn(secret)),
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: timeouts,
  });
  let text: string | undefined;
  try {
    text = (await client.send(new GetSecretValueCommand({ SecretId: secret }))).SecretString;
  } catch (error) {
    throw refusedBy(error, `secret ${secret}`);
  } finally {
    client.destroy();
  }
  return parseLogin(text ?? "", settings.user, secret);
}

function parseLogin(text: string, settingsUser: string, secret: string): Login {
  const { username = settingsUser, password } = parseObject(text);
  if (typeof username === "string" && typeof password === "string") {
    return { user: username, password };
  }
  throw new DynError("invalid", `the secret ${secret} holds no user and password`, {
    hint: 'it is to be JSON such as {"username": "app", "password": "…"}',
  });
}

function parseObject(text: string): { username?: unknown; password?: unknown } {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return { ...parsed };
  } catch {
    // The error would quote the secret.
  }
  return {};
}

function regionOfArn(secret: string): string | undefined {
  return /^arn:[^:]+:secretsmanager:([^:]+):/.exec(secret)?.[1];
}
