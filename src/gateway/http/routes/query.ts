import type { FastifyInstance } from "fastify";
import { readSteps, tableOf } from "../read-route.ts";
import { allowing } from "../scopes.ts";
import type { Api } from "./api.ts";

const none = { type: "object", properties: {}, additionalProperties: false };

/** A query as a JSON document. */
export function queryRoute(app: FastifyInstance, { parts, answers, schemas, docs }: Api): void {
  app.post("/tables/:table/query", {
    schema: {
      ...docs.query,
      params: schemas.table,
      querystring: none,
      body: schemas.query.body,
    },
    onRequest: allowing(request => ({ kind: "query", table: tableOf(request) })),
    ...readSteps(parts, answers, {
      parameters: none,
      what: (_, body) => ({ kind: "query", body }),
    }),
  });
}
