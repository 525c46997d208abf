import { z } from "zod";
import { DynError } from "../errors.ts";
import {
  type DynamoDbConnection,
  defaultMaxAttempts,
  defaultRequestTimeoutMs,
  type SqlServerConnection,
} from "./connection.ts";
import { gatewayOf } from "./gateway.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { gatewayShape } from "./gateway-shape.ts";
import { listPrices, type Prices, withPrices } from "./prices.ts";
import { sqlConnection, sqlTarget } from "./sql-target.ts";
import { isSqlUrl } from "./sql-url.ts";
import { suggestion } from "./suggest.ts";
import { builtInTargets, isAws, isUrl, parseEndpoint, withoutUser } from "./target-name.ts";
import { Problems, validate } from "./validate.ts";
import { parseYaml } from "./yaml-file.ts";
import { duration } from "./yaml-values.ts";

/** A checked `dyn.yaml`. */
export interface DynYaml {
  readonly file: string;
  readonly default?: string;
  readonly targets: ReadonlyMap<string, DynamoDbConnection | SqlServerConnection>;
  /** Of AWS. */
  readonly prices: Prices;
  /** What `dyn serve` serves; absent where the file does not say. */
  readonly gateway?: GatewaySettings;
}

/** Its value, such as a key of digits without quotes, is never repeated in a message. */
const secret = z
  .string({ error: ({ input }) => (input === undefined ? undefined : "expected a text in quotes") })
  .min(1);

const price = z.number().min(0).optional();
const classPrices = { read: price, write: price, storage: price };
const prices = z
  .strictObject({
    ...classPrices,
    "infrequent-access": z.strictObject(classPrices).optional(),
  })
  .optional();

const dynamoTarget = z.strictObject({
  engine: z.literal("dynamodb").optional(),
  endpoint: z.string().optional(),
  region: z.string().min(1).optional(),
  awsProfile: z.string().min(1).optional(),
  credentials: z.strictObject({ accessKeyId: secret, secretAccessKey: secret }).optional(),
  maxAttempts: z.int().min(1).max(100).optional(),
  requestTimeout: duration.optional(),
  protect: z.boolean().optional(),
  prices,
});

const target = z.discriminatedUnion("engine", [dynamoTarget, sqlTarget]);

const shape = z.strictObject({
  default: z.string().optional(),
  prices,
  targets: z.record(z.string(), target).optional(),
  gateway: gatewayShape.optional(),
});

/**
 * Parses dyn.yaml.
 * @param folder where it is; the files that it names are relative to that
 * @throws DynError "invalid" with every mistake and its place.
 */
export function parseDynYaml(text: string, file: string, folder: string): DynYaml {
  const yaml = parseYaml(text.trim() === "" ? "{}" : text, file);
  const data = validate(shape, yaml);
  const problems = new Problems(yaml);
  const targets = new Map<string, DynamoDbConnection | SqlServerConnection>();
  const common = withPrices(listPrices, data.prices);
  for (const [name, settings] of Object.entries(data.targets ?? {})) {
    const path = ["targets", name];
    if (builtInTargets.some(known => known === name)) {
      problems.add(path, `"${name}" is a name of dyn's own; choose another`, { key: true });
    }
    targets.set(
      name,
      "writeEndpoint" in settings
        ? sqlConnection(name, settings, folder, problems)
        : dynamoConnection(name, settings, common, problems),
    );
  }
  const known = [...builtInTargets, ...targets.keys()];
  const { default: usual } = data;
  if (usual !== undefined && !known.includes(usual) && !isUrl(usual) && !isSqlUrl(usual)) {
    const said = withoutUser(usual);
    problems.add(["default"], `unknown target "${said}"${suggestion(said, known)}`);
  }
  const gateway = data.gateway && gatewayOf(data.gateway, folder, problems);
  if (gateway) checkServed(gateway, targets, problems);
  problems.throwIfAny();
  return {
    file,
    targets,
    prices: common,
    ...(data.default === undefined ? {} : { default: data.default }),
    ...(gateway && { gateway }),
  };
}

/** What is served is a DynamoDB target that is known here. */
function checkServed(
  { target }: GatewaySettings,
  targets: DynYaml["targets"],
  problems: Problems,
): void {
  if (target === undefined || isUrl(target)) return;
  const path = ["gateway", "target"];
  const known = [...builtInTargets, ...targets.keys()];
  const said = withoutUser(target);
  if (isSqlUrl(target) || target.startsWith("postgres:") || targets.get(target)?.kind === "sql") {
    problems.add(path, `${said} is a SQL database, and dyn serve reads DynamoDB`);
  } else if (!known.includes(target)) {
    problems.add(path, `unknown target "${said}"${suggestion(said, known)}`);
  }
}

/** The endpoint of a target; a wrong one is a problem of the file. */
function endpointAt(
  path: readonly string[],
  text: string | undefined,
  problems: Problems,
): URL | undefined {
  try {
    return text === undefined ? undefined : parseEndpoint(text);
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    const { message, hint } = error;
    problems.add(path, message, hint === undefined ? {} : { hint });
    return undefined;
  }
}

function dynamoConnection(
  name: string,
  settings: z.infer<typeof dynamoTarget>,
  common: Prices,
  problems: Problems,
): DynamoDbConnection {
  const path = ["targets", name];
  const endpoint = endpointAt([...path, "endpoint"], settings.endpoint, problems);
  if (settings.credentials && settings.endpoint === undefined) {
    problems.add([...path, "credentials"], "keys in a file are for emulators with an endpoint", {
      key: true,
      hint: "for AWS name a profile: awsProfile: …",
    });
  }
  if (settings.credentials && settings.awsProfile) {
    problems.add([...path, "awsProfile"], "give credentials or awsProfile, not both", {
      key: true,
    });
  }
  // A target with prices of its own costs them, whatever its endpoint.
  const isPriced = isAws(endpoint) || settings.prices !== undefined;
  return {
    kind: "dynamodb",
    name,
    protect: settings.protect ?? false,
    ...(isPriced && { prices: withPrices(common, settings.prices) }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(settings.region === undefined ? {} : { region: settings.region }),
    credentials: settings.credentials
      ? { kind: "static", ...settings.credentials }
      : { kind: "chain", ...(settings.awsProfile ? { profile: settings.awsProfile } : {}) },
    maxAttempts: settings.maxAttempts ?? defaultMaxAttempts,
    requestTimeoutMs: settings.requestTimeout ?? defaultRequestTimeoutMs,
  };
}
