import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import { schemasOf, sharedSchemas } from "../query/schemas.ts";
import type { Parts } from "../server.ts";
import { admission } from "./admission.ts";
import { AllowedMethods } from "./allowed-methods.ts";
import { answers } from "./answer.ts";
import { authentication } from "./authentication.ts";
import { commonHeaders, settingCommonHeaders } from "./common-headers.ts";
import { corsOptions } from "./cors.ts";
import { createApp } from "./create-app.ts";
import { beginning } from "./exchange-hook.ts";
import { takeJsonBodies } from "./json-body.ts";
import type { ServerModule } from "./module.ts";
import { notFound } from "./not-found.ts";
import { documented, problemSchema } from "./openapi/operations.ts";
import { describeRoutes, documentRoutes } from "./openapi/routes.ts";
import { cacheRoutes } from "./routes/cache.ts";
import { itemRoutes } from "./routes/items.ts";
import { queryRoute } from "./routes/query.ts";
import { scanRoute } from "./routes/scan.ts";
import { tableRoutes } from "./routes/tables.ts";
import { allowing } from "./scopes.ts";
import { problemSender } from "./send-problem.ts";

/**
 * The HTTP service, ready to listen.
 *
 * @param modules what else the server does, in their order, before any route of the API
 */
export async function buildServer(
  parts: Parts,
  modules: readonly ServerModule[] = [],
): Promise<FastifyInstance> {
  const { settings, keys, limits, log } = parts;
  const sendProblem = problemSender(log);
  const common = commonHeaders(parts);
  const addHeaders = settingCommonHeaders(common);
  const app = createApp(parts, sendProblem, addHeaders);
  const allowed = new AllowedMethods();
  app.addHook("onRoute", ({ url, method }) => {
    // Preflights are of no path: each is one, were they counted.
    if (url !== "*") allowed.add(url, method);
  });

  app.decorateRequest("exchange");
  app.addHook("onRequest", beginning(parts));
  app.addHook("onSend", addHeaders);
  app.setErrorHandler(sendProblem);
  app.setSerializerCompiler(() => data => JSON.stringify(data));
  takeJsonBodies(app);
  await describeRoutes(app);

  const admit = admission(limits);
  const authenticate = authentication(keys, limits);
  for (const add of modules) {
    await add(app, { allowing: actionOf => [admit, authenticate, allowing(actionOf)] });
  }
  await app.register(async limited => {
    limited.addHook("onRequest", admit);
    if (settings.cors.length > 0) await limited.register(cors, corsOptions(settings.cors));
    limited.setNotFoundHandler(notFound(allowed));
    await documentRoutes(limited);
    await limited.register(
      async api => {
        api.addHook("onRequest", authenticate);
        for (const schema of [...sharedSchemas, problemSchema]) api.addSchema(schema);
        const schemas = schemasOf(settings);
        const context = {
          parts,
          answers: answers(parts, common),
          schemas,
          docs: documented(schemas),
        };
        for (const add of [tableRoutes, itemRoutes, queryRoute, scanRoute, cacheRoutes]) {
          add(api, context);
        }
      },
      { prefix: "/v1" },
    );
  });
  return app;
}
