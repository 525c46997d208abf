import { harmlessJson } from "../harmless-json.ts";
import type { Problem } from "../problem.ts";

/** What each code is called; docs/serve.md tells of each. */
export const problemTitles = {
  "invalid-request": "The request is wrong",
  "invalid-token": "The page token is wrong",
  "expired-token": "The page token has expired",
  unauthenticated: "An API key is needed",
  forbidden: "The API key does not allow this",
  "unknown-table": "There is no such table",
  "unknown-item": "There is no such item",
  "unknown-route": "There is no such path",
  "method-not-allowed": "The path does not take this method",
  "not-acceptable": "No media type that is accepted",
  "request-timeout": "The request took too long to arrive",
  "too-large": "The request is too large",
  "uri-too-long": "The URL is too long",
  "unsupported-media-type": "The body's media type is not taken",
  "headers-too-large": "The headers are too large",
  "rate-limited": "Too many requests",
  "read-budget-spent": "The budget of read units is spent",
  throttled: "DynamoDB throttles",
  overloaded: "The service has too much to do",
  draining: "The service is stopping",
  "backend-unavailable": "DynamoDB or Redis cannot be reached",
  "backend-timeout": "DynamoDB takes too long",
  internal: "Something went wrong inside the service",
} as const satisfies Readonly<Record<string, string>>;

export const problemType = "application/problem+json";

/** A problem as the document of RFC 9457. */
export function problemDocument(problem: Problem, requestId: string): string {
  const { code, status, detail } = problem;
  const { fix, fields } = problem.options;
  const title = (problemTitles as Readonly<Record<string, string>>)[code];
  return harmlessJson({
    type: `/problems/${code}`,
    title: title ?? "The request failed",
    status,
    detail,
    instance: `urn:dyn:request:${requestId}`,
    fix,
    errors: fields,
  });
}
