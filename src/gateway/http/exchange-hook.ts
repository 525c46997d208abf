import type { FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";
import type { Parts } from "../server.ts";
import { Exchange } from "./exchange.ts";

/** The first hook: notes what comes, and tells metrics and the log of it when its answer has gone. */
export function beginning(parts: Pick<Parts, "metrics" | "log">): onRequestHookHandler {
  return (request, reply, done) => {
    begin(parts, request, reply);
    done();
  };
}

/** For requests that meet no hook, too: those whose path cannot be read. */
export function begin(
  { metrics, log }: Pick<Parts, "metrics" | "log">,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const exchange = new Exchange(request.id, request.method);
  request.exchange = exchange;
  reply.raw.on("close", () => {
    const observed = exchange.end(reply.raw, request.routeOptions.url);
    metrics.observe(observed);
    log.request(observed);
  });
}
