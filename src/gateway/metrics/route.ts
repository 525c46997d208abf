import type {} from "@fastify/swagger";
import type { FastifyInstance, onRequestHookHandler } from "fastify";
import type { Metrics } from "../metrics.ts";

export const metricsPath = "/metrics";

/** @param guards hooks that let only those through who may read metrics */
export function metricsRoute(
  app: FastifyInstance,
  metrics: Pick<Metrics, "text">,
  guards: onRequestHookHandler[],
): void {
  app.get(metricsPath, { schema: { hide: true }, onRequest: guards }, async (_, reply) =>
    reply
      .header("cache-control", "no-store")
      .type("text/plain; version=0.0.4; charset=utf-8")
      .send(await metrics.text()),
  );
}
