import type { onSendHookHandler } from "fastify";
import type { Parts } from "../server.ts";
import type { Exchange } from "./exchange.ts";
import { rateLeft, ratePolicy } from "./rate-headers.ts";
import { securityHeaders } from "./security-headers.ts";

/** Names and values in turns, as node writes them without looking anything up. */
export type HeaderList = string[];

/** What every answer says besides itself. */
export type CommonHeaders = (exchange: Exchange) => HeaderList;

export function commonHeaders({
  settings,
  tls,
  lifecycle,
}: Pick<Parts, "settings" | "tls" | "lifecycle">): CommonHeaders {
  const vary = ["Accept", "Authorization", "X-API-Key"];
  if (settings.cors.length > 0) vary.push("Origin");
  const constant = [...securityHeaders({ tls: tls !== undefined }), "vary", vary.join(", ")];
  return ({ id, verdict }) => {
    const headers = constant.slice();
    headers.push("x-request-id", id);
    // So that the caller asks another process next.
    if (lifecycle.draining) headers.push("connection", "close");
    if (verdict !== undefined) {
      headers.push("ratelimit-policy", ratePolicy(verdict), "ratelimit", rateLeft(verdict));
    }
    return headers;
  };
}

/** Puts them on answers that go through Fastify; what an answer says itself goes before. */
export function settingCommonHeaders(common: CommonHeaders): onSendHookHandler {
  return ({ exchange }, reply, payload, done) => {
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    const headers = common(exchange);
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] ?? "";
      if (name === "vary" || !reply.hasHeader(name)) reply.header(name, headers[at + 1]);
    }
    done(null, payload);
  };
}
