import { z } from "zod";
import { DynError } from "../errors.ts";
import {
  type DynamoDbConnection,
  defaultMaxAttempts,
  defaultRequestTimeoutMs,
} from "./connection.ts";
import { durationForm, parseDuration } from "./duration.ts";
import { suggestion } from "./suggest.ts";
import { Problems, validate } from "./validate.ts";
import { parseYaml } from "./yaml-file.ts";

/** The names that dyn gives to targets of its own. */
export const builtInTargets = ["memory", "local", "aws"] as const;
export type BuiltInTarget = (typeof builtInTargets)[number];

function isBuiltInTarget(name: string): name is BuiltInTarget {
  return (builtInTargets as readonly string[]).includes(name);
}

/** A checked `dyn.yaml`. */
export interface DynYaml {
  readonly file: string;
  readonly default?: string;
  readonly targets: ReadonlyMap<string, DynamoDbConnection>;
}

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  context.addIssue({ code: "custom", message: `expected ${durationForm}` });
  return z.NEVER;
});

const target = z.strictObject({
  endpoint: z.string().optional(),
  region: z.string().min(1).optional(),
  awsProfile: z.string().min(1).optional(),
  credentials: z
    .strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) })
    .optional(),
  maxAttempts: z.int().min(1).max(100).optional(),
  requestTimeout: duration.optional(),
  protect: z.boolean().optional(),
});

const shape = z.strictObject({
  default: z.string().optional(),
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
  for (const [name, settings] of Object.entries(data.targets ?? {})) {
    const path = ["targets", name];
    if (isBuiltInTarget(name)) {
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
    targets.set(name, connectionFrom(name, settings, url));
  }
  const known = [...builtInTargets, ...targets.keys()];
  if (data.default !== undefined && !known.includes(data.default) && !isUrl(data.default)) {
    problems.add(["default"], `unknown target "${data.default}"${suggestion(data.default, known)}`);
  }
  problems.throwIfAny();
  return { file, targets, ...(data.default === undefined ? {} : { default: data.default }) };
}

/** An http(s) URL of a scheme, a host and, if need be, a port. Throws a "usage" error for any other. */
export function parseEndpoint(text: string): URL {
  if (!isUrl(text) || !URL.canParse(text)) {
    throw new DynError("usage", "expected a URL such as http://localhost:4566");
  }
  const url = new URL(text);
  if (url.username || url.password) {
    throw new DynError("usage", "an endpoint's URL cannot hold a user or a password", {
      hint: "credentials come from the AWS provider chain, or from credentials: in dyn.yaml",
    });
  }
  if (url.pathname !== "/" || url.search || url.hash) {
    throw new DynError("usage", "an endpoint's URL ends with its host and port", {
      hint: `DynamoDB has no other path: ${url.origin}`,
    });
  }
  return url;
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

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

function connectionFrom(
  name: string,
  settings: z.infer<typeof target>,
  endpoint: URL | undefined,
): DynamoDbConnection {
  return {
    kind: "dynamodb",
    name,
    protect: settings.protect ?? false,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(settings.region === undefined ? {} : { region: settings.region }),
    credentials: settings.credentials
      ? { kind: "static", ...settings.credentials }
      : { kind: "chain", ...(settings.awsProfile ? { profile: settings.awsProfile } : {}) },
    maxAttempts: settings.maxAttempts ?? defaultMaxAttempts,
    requestTimeoutMs: settings.requestTimeout ?? defaultRequestTimeoutMs,
  };
}
