import type { DynamoDbConnection } from "../config/connection.ts";
import { isLoopbackHost } from "../config/loopback.ts";
import type { SqlSettings } from "../config/sql-settings.ts";
import type { Endpoint } from "../dynamodb/client.ts";
import {
  type EndpointOptions,
  embeddedEndpoint,
  endpointFor,
  isLoopback,
} from "../dynamodb/connect.ts";
import type { Place } from "../targets/registry.ts";

/** Where a store is, as plain data, so that another thread finds it, too. */
export type Address = DynamoAddress | SqlAddress;

export interface SqlAddress {
  readonly kind: "sql";
  readonly settings: SqlSettings;
}

export type DynamoAddress =
  /** An engine that dyn has started. */
  | { readonly kind: "embedded"; readonly url: string }
  | {
      readonly kind: "service";
      readonly settings: Omit<DynamoDbConnection, "endpoint">;
      /** Absent: AWS's own of the region. */
      readonly url?: string;
    };

/**
 * Where an address leads.
 * @throws DynError "usage" when AWS is meant and no region is known
 */
export async function endpointAt(
  address: DynamoAddress,
  options: EndpointOptions,
): Promise<Endpoint> {
  if (address.kind === "embedded") return embeddedEndpoint(new URL(address.url), options);
  const { settings, url } = address;
  const endpoint = url === undefined ? {} : { endpoint: new URL(url) };
  return endpointFor({ ...settings, ...endpoint }, options);
}

/** The same for what a target opens. */
export async function placeAt(
  address: Address,
  options: EndpointOptions & { readonly maxConnections: number },
): Promise<Place> {
  if (address.kind !== "sql") {
    return { kind: "dynamodb", endpoint: await endpointAt(address, options) };
  }
  const { maxConnections, env } = options;
  return { kind: "sql", settings: address.settings, maxConnections, env };
}

/** Whether the store runs on this machine, and so shares its cores. */
export function isOnThisMachine(address: Address): boolean {
  if (address.kind === "sql") return isLoopbackHost(address.settings.writer.host);
  return address.url !== undefined && isLoopback(new URL(address.url));
}
