import type { FastifyInstance } from "fastify";
import { negotiator } from "../accept.ts";
import { tableOf } from "../read-route.ts";
import { allowing } from "../scopes.ts";
import type { Api } from "./api.ts";

const negotiate = negotiator(["application/json"]);

/** The tables that the caller may read, and what there is to know of one. */
export function tableRoutes(app: FastifyInstance, { parts: { reads }, schemas, docs }: Api): void {
  app.get("/tables", { schema: docs.tables }, async ({ headers, exchange }, reply) => {
    negotiate(headers.accept);
    const body = await reads.tables(exchange.caller, exchange.departed);
    return reply.type("application/json").send(Buffer.from(body));
  });
  app.get(
    "/tables/:table",
    {
      schema: { ...docs.table, params: schemas.table },
      onRequest: allowing(request => ({ kind: "describe", table: tableOf(request) })),
    },
    async (request, reply) => {
      const { headers, exchange } = request;
      negotiate(headers.accept);
      const table = tableOf(request);
      const body = await reads.table(exchange.caller, table, exchange.departed);
      exchange.table = table;
      return reply.type("application/json").send(Buffer.from(body));
    },
  );
}
