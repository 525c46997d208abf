import type { HostPort, SqlSettings } from "../config/sql-settings.ts";
import type { Environment } from "../dynamodb/credentials.ts";
import { askerOf, refusedBy } from "./aws.ts";

/** A token of IAM to log in with: signed here, with AWS's credentials. Throws a DynError. */
export async function signToken(
  settings: SqlSettings,
  { host, port }: HostPort,
  env: Environment,
): Promise<string> {
  const { Signer } = await import("@aws-sdk/rds-signer");
  try {
    const asker = askerOf(settings, env, regionOfHost(host));
    const signer = new Signer({ ...asker, hostname: host, port, username: settings.user });
    return await signer.getAuthToken();
  } catch (error) {
    throw refusedBy(error, "IAM token");
  }
}

/** `orders.cluster-c1.eu-west-1.rds.amazonaws.com`: its region stands before `rds`. */
function regionOfHost(host: string): string | undefined {
  return /\.([a-z\d-]+)\.rds\.amazonaws\.com(?:\.cn)?$/i.exec(host)?.[1];
}
