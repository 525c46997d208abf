import { DynError } from "../errors.ts";
import { type DynamoConnection, isSql } from "./connection.ts";
import { openGateway } from "./gateway.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { connectionOf, nearestDynYaml, type Surroundings } from "./resolve.ts";

/** What `dyn serve` is to serve, and from where. */
export interface Served {
  readonly connection: DynamoConnection;
  readonly settings: GatewaySettings;
}

/**
 * The target: the flag, else `DYN_TARGET`, else `gateway: { target }` of the nearest dyn.yaml, else
 * what every command takes. What is exposed of it: what `gateway:` says, and without that everything
 * of an embedded engine, and nothing of any other.
 * @throws DynError "usage" for a target of which nothing is exposed
 */
export async function servedOf(
  surroundings: Surroundings,
  flag: string | undefined,
): Promise<Served> {
  const gateway = await gatewayHere(surroundings);
  const asked = flag ?? (surroundings.env.DYN_TARGET ? undefined : gateway?.target);
  const connection = await connectionOf(surroundings, asked);
  if (isSql(connection)) {
    throw new DynError(
      "usage",
      `${connection.name} is a SQL database, and dyn serve reads DynamoDB`,
      {
        hint: "name another target with --target",
      },
    );
  }
  const settings = gateway ?? openGateway;
  if (connection.kind === "dynamodb" && settings.tables === undefined) {
    throw nothingExposed(connection.name, gateway !== undefined);
  }
  return { connection, settings };
}

/** `gateway:` of the nearest dyn.yaml. */
export async function gatewayHere({ cwd }: Surroundings): Promise<GatewaySettings | undefined> {
  return (await nearestDynYaml(cwd))?.gateway;
}

function nothingExposed(name: string, hasSection: boolean): DynError {
  const tables = ["  tables:", "    Orders: { indexes: [ByCustomer] }", "    Products: {}"];
  const lines = hasSection
    ? ["name them in gateway: of dyn.yaml:", ...tables]
    : ["name them in dyn.yaml:", "gateway:", `  target: ${name}`, ...tables];
  return new DynError("usage", `no table of ${name} is exposed`, { hint: lines.join("\n") });
}
