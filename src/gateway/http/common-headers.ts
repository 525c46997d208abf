import type { onSendHookHandler } from "fastify";
import type { Parts } from "../server.ts";
import type { Exchange } from "./exchange.ts";
import { rateLeft, ratePolicy } from "./rate-headers.ts";
import { securityHeaders } from "./security-headers.ts";

/** What every answer says besides itself. */
export type CommonHeaders = (exchange: Exchange) => Record<string, string>;

export function commonHeaders({ settings, tls }: Pick<Parts, "settings" | "tls">): CommonHeaders {
  const vary = ["Accept", "Authorization", "X-API-Key"];
  if (settings.cors.length > 0) vary.push("Origin");
  const constant = { ...securityHeaders({ tls: tls !== undefined }), vary: vary.join(", ") };
  return ({ id, verdict }) => {
    const headers: Record<string, string> = { ...constant, "x-request-id": id };
    if (verdict !== undefined) {
      headers["ratelimit-policy"] = ratePolicy(verdict);
      headers.ratelimit = rateLeft(verdict);
    }
    return headers;
  };
}

/** Puts them on answers that go through Fastify; what an answer says itself goes before. */
export function settingCommonHeaders(common: CommonHeaders): onSendHookHandler {
  return ({ exchange }, reply, payload, done) => {
    for (const [name, value] of Object.entries({
      "cache-control": "no-store",
      ...common(exchange),
    })) {
      if (name === "vary" || !reply.hasHeader(name)) reply.header(name, value);
    }
    done(null, payload);
  };
}
