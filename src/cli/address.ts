import type { DynamoDbConnection } from "../config/connection.ts";
import type { Endpoint } from "../dynamodb/client.ts";
import {
  type EndpointOptions,
  embeddedEndpoint,
  endpointFor,
  isLoopback,
} from "../dynamodb/connect.ts";

/** Where a service is, as plain data, so that another thread finds it, too. */
export type Address =
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
export async function endpointAt(address: Address, options: EndpointOptions): Promise<Endpoint> {
  if (address.kind === "embedded") return embeddedEndpoint(new URL(address.url), options);
  const { settings, url } = address;
  const endpoint = url === undefined ? {} : { endpoint: new URL(url) };
  return endpointFor({ ...settings, ...endpoint }, options);
}

/** Whether the service runs on this machine, and so shares its cores. */
export function isOnThisMachine({ url }: Address): boolean {
  return url !== undefined && isLoopback(new URL(url));
}
