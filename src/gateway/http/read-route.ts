import type { FastifyReply, FastifyRequest, preValidationHookHandler } from "fastify";
import { mediaTypes, type ReadRequest } from "../reads.ts";
import type { Parts } from "../server.ts";
import { negotiator } from "./accept.ts";
import type { Answers } from "./answer.ts";
import { cacheKey } from "./cache-key.ts";
import type { Exchange } from "./exchange.ts";
import { parseBody } from "./json-body.ts";
import { sendLines } from "./lines.ts";
import {
  type ParametersSchema,
  parseQueryString,
  queryText,
  typedParameters,
} from "./query-string.ts";

const negotiate = negotiator(mediaTypes);

/** How a route's request is to be understood. */
export interface ReadRoute {
  /** The schema of its query string. */
  readonly parameters: ParametersSchema;
  what(request: FastifyRequest, body: string): ReadRequest["what"];
}

export interface ReadSteps {
  readonly preValidation: preValidationHookHandler;
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

/** What is kept goes out before anything is parsed; the rest is validated, and read. */
export function readSteps(parts: Parts, answers: Answers, route: ReadRoute): ReadSteps {
  const { cache, reads } = parts;
  return {
    preValidation: (request, reply, done) => {
      const { exchange, headers, raw, body } = request;
      const startedAt = performance.now();
      const media = negotiate(headers.accept);
      const key = cacheKey(request, media);
      const kept = cache.peek(key);
      exchange.cacheMs = performance.now() - startedAt;
      if (kept !== undefined) return answers.kept(reply, kept, "hit");
      exchange.asked = { key, media, body: typeof body === "string" ? body : "" };
      request.query = typedParameters(parseQueryString(queryText(raw.url ?? "")), route.parameters);
      if (typeof body === "string") request.body = parseBody(body);
      return done();
    },
    handler: async (request, reply) => {
      const { exchange } = request;
      const { caller: principal, asked, departed } = exchange;
      if (asked === undefined) throw new Error("a read's first step has not run");
      const table = tableOf(request);
      const { key, media, body } = asked;
      const what = route.what(request, body);
      const prepared = await reads.prepare({ principal, table, media, what }, departed);
      const make = timed(exchange, prepared.make.bind(prepared));
      if (prepared.stream !== undefined) {
        exchange.table = table;
        return sendLines(reply, prepared.stream(departed));
      }
      if (!prepared.isCacheable) {
        answers.once(reply, await make(departed));
        return reply;
      }
      const { answer, from } = await cache.fetch(key, prepared.tag, make, departed);
      answers.kept(reply, answer, from);
      return reply;
    },
  };
}

/** The table in a path. */
export function tableOf({ params }: FastifyRequest): string {
  return (params as { readonly table: string }).table;
}

function timed<T>(exchange: Exchange, make: (signal: AbortSignal) => Promise<T>) {
  return async (signal: AbortSignal): Promise<T> => {
    const startedAt = performance.now();
    try {
      return await make(signal);
    } finally {
      exchange.backendMs = performance.now() - startedAt;
    }
  };
}
