import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../log.ts";
import { problemDocument, problemType } from "./problem-document.ts";
import { problemOf } from "./problem-of.ts";

export type ProblemSender = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Answers with the problem that an error is; what is the service's own fault is logged. */
export function problemSender(log: Log): ProblemSender {
  return (error, { exchange }, reply) => {
    const problem = problemOf(error);
    const { status, code, options } = problem;
    exchange.problem = code;
    if (status >= 500 && !exchange.hasDeparted && options.cause !== undefined) {
      log.write("error", "a request failed", { id: exchange.id, error: options.cause });
    }
    reply
      .code(status)
      .type(problemType)
      .headers({ ...options.headers });
    if (options.retryAfter !== undefined) {
      reply.header("retry-after", String(Math.max(1, Math.ceil(options.retryAfter))));
    }
    // Of a text, Fastify would name the charset, which these types do not have.
    reply.send(Buffer.from(problemDocument(problem, exchange.id)));
  };
}
