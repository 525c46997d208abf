import type { FastifyInstance } from "fastify";
import type { Parameters } from "../../reads.ts";
import { readSteps, tableOf } from "../read-route.ts";
import { allowing } from "../scopes.ts";
import type { Api } from "./api.ts";

/** One item by its key, and the items of a partition. */
export function itemRoutes(app: FastifyInstance, { parts, answers, schemas, docs }: Api): void {
  const item = readSteps(parts, answers, {
    parameters: schemas.item.query,
    what: ({ params, query }) => {
      const { pk, sk } = params as { readonly pk: string; readonly sk?: string };
      return { kind: "item", pk, sk, parameters: query as Parameters };
    },
  });
  const onRequest = allowing(request => ({ kind: "get", table: tableOf(request) }));
  const { params, query: querystring } = schemas.item;
  app.get("/tables/:table/items/:pk", {
    schema: { ...docs.itemByPartition, params: withoutSortKey(params), querystring },
    onRequest,
    ...item,
  });
  app.get("/tables/:table/items/:pk/:sk", {
    schema: { ...docs.item, params: { ...params, required: ["table", "pk", "sk"] }, querystring },
    onRequest,
    ...item,
  });
  app.get("/tables/:table/items", {
    schema: { ...docs.items, params: schemas.table, querystring: schemas.items.query },
    onRequest: allowing(request => ({ kind: "query", table: tableOf(request) })),
    ...readSteps(parts, answers, {
      parameters: schemas.items.query,
      what: ({ query }) => ({ kind: "items", parameters: query as Parameters }),
    }),
  });
}

/** The same for a table that has none, with one as its example. */
function withoutSortKey(params: { readonly properties?: object }): object {
  const { sk: _, table, pk } = params.properties as Readonly<Record<string, object>>;
  const properties = {
    table: { ...table, examples: ["Users"] },
    pk: { ...pk, examples: ["user-00000007"] },
  };
  return { ...params, properties };
}
