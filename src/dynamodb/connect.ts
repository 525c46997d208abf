import {
  type DynamoDbConnection,
  defaultMaxAttempts,
  defaultRequestTimeoutMs,
} from "../config/connection.ts";
import { isLoopbackHost } from "../config/loopback.ts";
import { DynError } from "../errors.ts";
import type { Client, ClientName, Endpoint } from "./client.ts";
import {
  credentialsOf,
  dummyCredentials,
  type Environment,
  loopbackCredentials,
  staticCredentials,
} from "./credentials.ts";

/** A host that accepts no connection within this is told so, "in seconds, not minutes". */
const defaultConnectTimeoutMs = 5_000;

/** The region that requests to emulators are signed for when nobody names one. */
const emulatorRegion = "us-east-1";

export interface EndpointOptions {
  readonly env: Environment;
  /** The most connections that a client opens. */
  readonly maxConnections: number;
}

/**
 * Where a DynamoDB connection leads. Throws a DynError of kind "usage" when AWS is meant and no
 * region is known.
 */
export async function endpointFor(
  connection: DynamoDbConnection,
  { env, maxConnections }: EndpointOptions,
): Promise<Endpoint> {
  const { endpoint: url, credentials } = connection;
  const common = {
    maxAttempts: connection.maxAttempts,
    requestTimeoutMs: connection.requestTimeoutMs,
    connectTimeoutMs: defaultConnectTimeoutMs,
    maxConnections,
  };
  const region = await regionOf(connection, env);
  return {
    ...common,
    url: url ?? new URL(`https://dynamodb.${region}.${domainOf(region)}`),
    region,
    credentials:
      url !== undefined && isLoopback(url)
        ? loopbackCredentials(credentials, env)
        : credentialsOf(credentials, env),
  };
}

/** An engine that dyn started itself. */
export function embeddedEndpoint(
  url: URL,
  { maxConnections }: Pick<EndpointOptions, "maxConnections">,
): Endpoint {
  return {
    url,
    region: emulatorRegion,
    credentials: staticCredentials(dummyCredentials),
    maxAttempts: defaultMaxAttempts,
    requestTimeoutMs: defaultRequestTimeoutMs,
    connectTimeoutMs: defaultConnectTimeoutMs,
    maxConnections,
  };
}

/** Opens a client; each is loaded only when it is asked for. */
export async function connect(endpoint: Endpoint, name: ClientName): Promise<Client> {
  switch (name) {
    case "wire":
      return (await import("./wire.ts")).createWireClient(endpoint);
    case "sdk":
      return (await import("./sdk.ts")).createSdkClient(endpoint);
    case "document":
      return (await import("./document.ts")).createDocumentClient(endpoint);
    default:
      return name satisfies never;
  }
}

export function isLoopback({ hostname }: URL): boolean {
  return isLoopbackHost(hostname);
}

/** Source: https://docs.aws.amazon.com/general/latest/gr/ddb.html and the SDK's partitions. */
function domainOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

/**
 * The region to sign for: the connection's, its AWS endpoint's own, the environment's, the profile's;
 * an endpoint that is not AWS's does without.
 */
async function regionOf(connection: DynamoDbConnection, env: Environment): Promise<string> {
  const { endpoint: url, name } = connection;
  const isAws = url === undefined || awsHost.test(url.hostname);
  const region =
    connection.region ??
    url?.hostname.split(".").find(label => isAws && awsRegion.test(label)) ??
    env.AWS_REGION ??
    env.AWS_DEFAULT_REGION ??
    (url !== undefined && isLoopback(url) ? undefined : await profileRegion(connection, env)) ??
    (isAws ? undefined : emulatorRegion);
  if (region === undefined) {
    throw new DynError("usage", `${name}: no AWS region is configured`, {
      hint: "set AWS_REGION, or `region:` of this target in dyn.yaml",
    });
  }
  if (/^[a-z\d-]{1,63}$/i.test(region)) return region;
  throw new DynError("usage", `${name}: ${JSON.stringify(region)} is no AWS region`, {
    hint: "regions look like us-east-1",
  });
}

const awsHost = /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/i;
const awsRegion = /^[a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2}$/i;

/** What `~/.aws/config` says for the profile, read as the SDK reads it; undefined when it says nothing. */
async function profileRegion(
  { credentials }: DynamoDbConnection,
  env: Environment,
): Promise<string | undefined> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const profile =
    (credentials.kind === "chain" ? credentials.profile : undefined) ?? env.AWS_PROFILE;
  const client = new DynamoDBClient({ ...(profile !== undefined && { profile }) });
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}
