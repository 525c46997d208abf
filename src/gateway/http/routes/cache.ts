import type { FastifyInstance } from "fastify";
import { allowing } from "../scopes.ts";
import type { Api } from "./api.ts";

interface Place {
  readonly table?: string;
  readonly pk?: string;
}

/** Drops kept answers: all, those of a table, or those of a partition of it. */
export function cacheRoutes(
  app: FastifyInstance,
  { parts: { cache, reads }, schemas, docs }: Api,
): void {
  const { pk, table } = schemas.item.params.properties as Record<string, unknown>;
  const params = {
    type: "object",
    properties: { table, pk },
    required: ["table", "pk"],
    additionalProperties: false,
  };
  const onRequest = allowing(({ params }) => {
    return { kind: "invalidate", table: (params as Place).table };
  });
  const drop = async ({ table, pk }: Place, signal: AbortSignal): Promise<number> => {
    if (table === undefined) return cache.invalidate();
    if (pk === undefined) return cache.invalidate({ table });
    return cache.invalidate({ table, partition: await reads.partition(table, pk, signal) });
  };
  for (const [url, schema] of [
    ["/cache", docs.dropAll],
    ["/cache/:table", { ...docs.dropTable, params: schemas.table }],
    ["/cache/:table/:pk", { ...docs.dropPartition, params }],
  ] as const) {
    app.delete(url, { schema, onRequest }, async ({ params, exchange }, reply) => {
      const dropped = await drop(params as Place, exchange.departed);
      return reply.type("application/json").send(Buffer.from(JSON.stringify({ dropped })));
    });
  }
}
