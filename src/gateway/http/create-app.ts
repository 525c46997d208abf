import fastify, {
  type FastifyHttpOptions,
  type FastifyInstance,
  type onSendHookHandler,
  type RawServerDefault,
} from "fastify";
import type { Parts } from "../server.ts";
import { begin } from "./exchange-hook.ts";
import { parserErrorHandler } from "./parser-errors.ts";
import { requestIds } from "./request-id.ts";
import type { ProblemSender } from "./send-problem.ts";
import { mostConnections, nodeLimits, serverLimits } from "./server-limits.ts";

/**
 * A bare server within the limits of the settings, whose every refusal is a problem document.
 *
 * @param addHeaders of every answer, for those that no hook is run for
 */
export function createApp(
  parts: Parts,
  sendProblem: ProblemSender,
  addHeaders: onSendHookHandler,
): FastifyInstance {
  const { settings, tls } = parts;
  const nextId = requestIds();
  const options: FastifyHttpOptions<RawServerDefault> = {
    ...serverLimits(settings.limits),
    logger: false,
    genReqId: nextId,
    requestIdHeader: false,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    return503OnClosing: false,
    clientErrorHandler: parserErrorHandler(nextId),
    frameworkErrors: (error, request, reply) => {
      begin(parts, request, reply);
      addHeaders.call(app, request, reply, "", () => sendProblem(error, request, reply));
    },
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
        verbose: true,
        strictTypes: false,
      },
    },
  };
  // Of a header that is there twice, a proxy before the service may have looked at the other one.
  const node = { ...nodeLimits(settings.limits), joinDuplicateHeaders: true };
  // Fastify's types know only one of the two for each kind of server.
  const secure = tls && { https: { ...node, ...tls, minVersion: "TLSv1.2" as const } };
  const app: FastifyInstance = fastify({ ...options, http: node, ...secure });
  app.server.maxConnections = mostConnections;
  return app;
}
