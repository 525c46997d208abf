import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { withoutOptionalExamples } from "./examples.ts";

const documentPath = "/v1/openapi.json";

/** Tells Swagger's page what it may load: its own files, and nothing of others. */
const pagePolicy = {
  "default-src": "'none'",
  "script-src": "'self'",
  // Swagger UI sets styles on elements.
  "style-src": "'self' 'unsafe-inline'",
  "img-src": "'self' data:",
  "font-src": "'self'",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** Collects the document from the routes that come after. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "dyn",
        version: "1",
        description: "Reads DynamoDB tables: pages of items by key, by query and by scan.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/", description: "This server" }],
      tags: [
        { name: "Tables", description: "What there is to read" },
        { name: "Items", description: "Reading items" },
        { name: "Cache", description: "Dropping kept answers" },
      ],
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer", description: "An API key, dyn_…" },
          apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        },
      },
      security: [{ bearer: [] }, { apiKey: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `schema${index}`),
    },
  });
}

/** The document itself, and Swagger UI at /docs. */
export async function documentRoutes(app: FastifyInstance): Promise<void> {
  let text: string | undefined;
  app.get(documentPath, { schema: { hide: true } }, (_, reply) => {
    text ??= JSON.stringify(withoutOptionalExamples(app.swagger()));
    return reply
      .type("application/json")
      .header("cache-control", "no-cache")
      .send(Buffer.from(text));
  });
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: pagePolicy,
    uiConfig: { url: documentPath, persistAuthorization: false, tryItOutEnabled: true },
  });
}
