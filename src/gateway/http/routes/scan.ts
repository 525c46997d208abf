import type { FastifyInstance } from "fastify";
import type { Parameters } from "../../reads.ts";
import { readSteps, tableOf } from "../read-route.ts";
import { allowing } from "../scopes.ts";
import type { Api } from "./api.ts";

/** All items, where the table may be scanned. */
export function scanRoute(app: FastifyInstance, { parts, answers, schemas, docs }: Api): void {
  app.get("/tables/:table/scan", {
    schema: { ...docs.scan, params: schemas.table, querystring: schemas.scan.query },
    onRequest: allowing(request => ({ kind: "scan", table: tableOf(request) })),
    ...readSteps(parts, answers, {
      parameters: schemas.scan.query,
      what: ({ query }) => ({ kind: "scan", parameters: query as Parameters }),
    }),
  });
}
