import type {} from "@fastify/swagger";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Health, HealthCheck } from "../health.ts";

/** Source: https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06 */
const mediaType = "application/health+json";

/** Asked by who runs the service: needs no key, and tells nothing that is secret. */
export const livePath = "/health/live";
export const readyPath = "/health/ready";

export function healthRoutes(app: FastifyInstance, health: Health): void {
  app.get(livePath, { schema: { hide: true } }, (_, reply) => send(reply, 200, { status: "pass" }));
  app.get(readyPath, { schema: { hide: true } }, async (_, reply) => {
    const { ready, checks } = await health.readiness();
    return send(reply, ready ? 200 : 503, { status: worst(checks), checks: told(checks) });
  });
}

function send(reply: FastifyReply, status: number, document: unknown): FastifyReply {
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type(mediaType)
    .send(JSON.stringify(document));
}

function worst(checks: readonly HealthCheck[]): HealthCheck["status"] {
  const statuses = new Set(checks.map(({ status }) => status));
  if (statuses.has("fail")) return "fail";
  return statuses.has("warn") ? "warn" : "pass";
}

function told(checks: readonly HealthCheck[]): Record<string, unknown> {
  return Object.fromEntries(
    checks.map(({ name, status, detail }) => [
      name,
      [{ status, ...(detail !== undefined && { output: detail }) }],
    ]),
  );
}
