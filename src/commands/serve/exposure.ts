import type { Connection } from "../../config/connection.ts";
import { openGateway } from "../../config/gateway.ts";
import type { GatewaySettings } from "../../config/gateway-settings.ts";
import type { Served } from "../../config/resolve.ts";
import { DynError } from "../../errors.ts";

/**
 * What is served: what `gateway:` names; without it everything, but of an engine of dyn's own alone.
 * @throws DynError "usage" where nobody has said what may be read
 */
export function exposed({ connection, gateway }: Served): GatewaySettings {
  const isEmbedded = connection.kind === "memory" || connection.kind === "local";
  if (isEmbedded) return gateway ?? openGateway;
  if (gateway?.tables !== undefined) return gateway;
  throw new DynError("usage", `nothing of ${connection.name} may be read yet`, {
    hint: `name its tables in dyn.yaml:\n${section(connection)}`,
  });
}

function section({ name }: Connection): string {
  return ["gateway:", `  target: ${JSON.stringify(name)}`, "  tables:", "    Orders: {}"].join(
    "\n",
  );
}
