import { DynError } from "../errors.ts";

/** The names of targets that dyn runs itself. */
export const embeddedTargets = {
  memory: "memory",
  local: "local",
  "postgres:memory": "postgres-memory",
  "postgres:local": "postgres-local",
} as const;

export function isEmbedded(name: string): name is keyof typeof embeddedTargets {
  return Object.hasOwn(embeddedTargets, name);
}

/** The names that dyn gives to targets of its own. */
export const builtInTargets: readonly string[] = [...Object.keys(embeddedTargets), "aws"];

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** An http(s) URL of a scheme, a host and, if need be, a port. Throws a "usage" error for any other. */
export function parseEndpoint(text: string): URL {
  if (!isUrl(text) || !URL.canParse(text)) {
    throw new DynError("usage", `${withoutUser(text)} is no URL`, {
      hint: "an endpoint is written like http://localhost:4566",
    });
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

/** The text without a user and password, which are not for messages. */
export function withoutUser(text: string): string {
  return text.replace(/\/\/.*@/s, "//…@");
}

/** Whether an endpoint, or none for AWS's own, is one that AWS bills. */
export function isAws(endpoint: URL | undefined): boolean {
  return (
    endpoint === undefined || /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(endpoint.hostname)
  );
}
