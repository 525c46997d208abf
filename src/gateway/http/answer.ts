import type { FastifyReply } from "fastify";
import type { CachedAnswer, CacheHit, FreshAnswer } from "../cache.ts";
import type { Parts } from "../server.ts";
import type { CommonHeaders } from "./common-headers.ts";
import { matchesTag } from "./etag.ts";
import type { Exchange } from "./exchange.ts";

/** Sends answers that are there as text. */
export interface Answers {
  kept(reply: FastifyReply, answer: CachedAnswer, from: CacheHit["from"]): void;
  /** One that nobody else may be given. */
  once(reply: FastifyReply, answer: FreshAnswer): void;
}

/**
 * Writes head and body past Fastify's own serialisation: the answer of a cached query is the hot
 * path, and its headers are many.
 */
export function answers(parts: Pick<Parts, "settings" | "now">, common: CommonHeaders): Answers {
  const hasCors = parts.settings.cors.length > 0;
  const write = (reply: FastifyReply, headers: Record<string, string>, body: string): void => {
    const { exchange } = reply.request;
    if (hasCors) Object.assign(headers, { ...reply.getHeaders(), vary: headers.vary });
    headers["server-timing"] = timing(exchange);
    const { raw } = reply;
    const tag = reply.request.headers["if-none-match"];
    if (tag !== undefined && headers.etag !== undefined && matchesTag(tag, headers.etag)) {
      delete headers["content-type"];
      raw.writeHead(304, headers).end();
      return;
    }
    headers["content-length"] = String(Buffer.byteLength(body));
    raw.writeHead(200, headers).end(body);
  };
  return {
    kept: (reply, answer, from) => {
      const { exchange } = reply.request;
      const now = parts.now();
      const consumed = from === "miss" ? answer.consumed : answer.consumed && 0;
      note(exchange, from, consumed);
      exchange.table = answer.table;
      const headers = common(exchange);
      headers["content-type"] = answer.contentType;
      headers.etag = answer.etag;
      headers["cache-control"] = freshness(answer.expiresAt - now);
      headers["dyn-cache"] = from;
      if (from === "hit") headers.age = seconds(now - answer.storedAt);
      if (consumed !== null) headers["dyn-consumed-capacity"] = String(consumed);
      if (answer.headers !== undefined) Object.assign(headers, answer.headers);
      write(reply, headers, answer.body);
    },
    once: (reply, { table, contentType, consumed, headers, body }) => {
      const { exchange } = reply.request;
      note(exchange, "none", consumed);
      exchange.table = table;
      write(
        reply,
        {
          ...common(exchange),
          "content-type": contentType,
          "cache-control": "no-store",
          ...(consumed !== null && { "dyn-consumed-capacity": String(consumed) }),
          ...headers,
        },
        body,
      );
    },
  };
}

function note(exchange: Exchange, cache: Exchange["cache"], consumed: number | null): void {
  exchange.cache = cache;
  exchange.readUnits = consumed ?? 0;
}

function freshness(restMs: number): string {
  return restMs <= 0 ? "no-store" : `private, max-age=${seconds(restMs)}`;
}

function seconds(ms: number): string {
  return String(Math.max(0, Math.floor(ms / 1000)));
}

/** Server-Timing: what the caller's own tools show of where the time went. */
function timing({ authMs, cacheMs, backendMs, startedAt }: Exchange): string {
  const total = performance.now() - startedAt;
  const backend = backendMs === 0 ? "" : `, dynamodb;dur=${ms(backendMs)}`;
  return `auth;dur=${ms(authMs)}, cache;dur=${ms(cacheMs)}${backend}, total;dur=${ms(total)}`;
}

function ms(value: number): number {
  return Math.round(value * 1000) / 1000;
}
