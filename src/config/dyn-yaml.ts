import { z } from "zod";
import { DynError } from "../errors.ts";
import {
  type DynamoDbConnection,
  defaultMaxAttempts,
  defaultRequestTimeoutMs,
} from "./connection.ts";
import { durationForm, parseDuration } from "./duration.ts";
import { listPrices, type Prices, withPrices } from "./prices.ts";
import { suggestion } from "./suggest.ts";
import { builtInTargets, isAws, isUrl, parseEndpoint } from "./target-name.ts";
import { Problems, validate } from "./validate.ts";
import { parseYaml } from "./yaml-file.ts";

/** A checked `dyn.yaml`. */
export interface DynYaml {
  readonly file: string;
  readonly default?: string;
  readonly targets: ReadonlyMap<string, DynamoDbConnection>;
  /** Of AWS. */
  readonly prices: Prices;
}

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  context.addIssue({ code: "custom", message: `expected ${durationForm}` });
  return z.NEVER;
});

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

const target = z.strictObject({
  endpoint: z.string().optional(),
  region: z.string().min(1).optional(),
  awsProfile: z.string().min(1).optional(),
  credentials: z.strictObject({ accessKeyId: secret, secretAccessKey: secret }).optional(),
  maxAttempts: z.int().min(1).max(100).optional(),
  requestTimeout: duration.optional(),
  protect: z.boolean().optional(),
  prices,
});

const shape = z.strictObject({
  default: z.string().optional(),
  prices,
  targets: z.record(z.string(), target).optional(),
});

/**
 * Parses dyn.yaml.
 * @throws DynError "invalid" with every mistake and its place.
 */
export function parseDynYaml(text: string, file: string): DynYaml {
  const yaml = parseYaml(text.trim() === "" ? "{}" : text, file);
  const data = validate(shape, yaml);
  const problems = new Problems(yaml);
  const targets = new Map<string, DynamoDbConnection>();
  const common = withPrices(listPrices, data.prices);
  for (const [name, settings] of Object.entries(data.targets ?? {})) {
    const path = ["targets", name];
    if (builtInTargets.some(known => known === name)) {
      problems.add(path, `"${name}" is a name of dyn's own; choose another`, { key: true });
    }
    const url = endpointAt([...path, "endpoint"], settings.endpoint, problems);
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
    targets.set(name, connectionFrom(name, settings, url, common));
  }
  const known = [...builtInTargets, ...targets.keys()];
  if (data.default !== undefined && !known.includes(data.default) && !isUrl(data.default)) {
    problems.add(["default"], `unknown target "${data.default}"${suggestion(data.default, known)}`);
  }
  problems.throwIfAny();
  return {
    file,
    targets,
    prices: common,
    ...(data.default === undefined ? {} : { default: data.default }),
  };
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

function connectionFrom(
  name: string,
  settings: z.infer<typeof target>,
  endpoint: URL | undefined,
  common: Prices,
): DynamoDbConnection {
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
