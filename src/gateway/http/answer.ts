import type { FastifyReply } from "fastify";
import type { CachedAnswer, CacheHit, FreshAnswer } from "../cache.ts";
import type { Parts } from "../server.ts";
import type { CommonHeaders, HeaderList } from "./common-headers.ts";
import { matchesTag } from "./etag.ts";
import type { Exchange } from "./exchange.ts";
import { serverTiming } from "./server-timing.ts";

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
export function answers(
  { settings, now }: Pick<Parts, "settings" | "now">,
  common: CommonHeaders,
): Answers {
  const hasCors = settings.cors.length > 0;
  const begin = (exchange: Exchange, answer: Answer, consumed: number | null): HeaderList => {
    exchange.table = answer.table;
    exchange.readUnits = consumed ?? 0;
    const headers = common(exchange);
    headers.push("server-timing", serverTiming(exchange));
    if (consumed !== null) headers.push("dyn-consumed-capacity", String(consumed));
    if (answer.headers !== undefined) pushAll(headers, answer.headers);
    return headers;
  };
  const write = (reply: FastifyReply, headers: HeaderList, { contentType, body }: Answer): void => {
    if (hasCors) pushCors(headers, reply);
    const bytes = Buffer.byteLength(body);
    headers.push("content-type", contentType, "content-length", `${bytes}`);
    // ASCII is the same in both, and node writes Latin-1 in half the time.
    reply.raw.writeHead(200, headers).end(body, bytes === body.length ? "latin1" : "utf8");
  };
  return {
    kept: (reply, answer, from) => {
      const { exchange, headers: asked } = reply.request;
      exchange.cache = from;
      const time = now();
      const headers = begin(exchange, answer, from === "miss" ? answer.consumed : 0);
      const { etag, storedAt, expiresAt } = answer;
      headers.push("etag", etag, "cache-control", freshness(expiresAt - time), "dyn-cache", from);
      if (from === "hit") headers.push("age", seconds(time - storedAt));
      const known = asked["if-none-match"];
      if (known === undefined || !matchesTag(known, etag)) return write(reply, headers, answer);
      if (hasCors) pushCors(headers, reply);
      reply.raw.writeHead(304, headers).end();
    },
    once: (reply, answer) => {
      const { exchange } = reply.request;
      const headers = begin(exchange, answer, answer.consumed);
      headers.push("cache-control", "no-store");
      write(reply, headers, answer);
    },
  };
}

type Answer = Pick<FreshAnswer, "table" | "body" | "contentType" | "headers">;

/** What @fastify/cors has set; `vary` is told already. */
function pushCors(headers: HeaderList, reply: FastifyReply): void {
  const { vary: _, ...others } = reply.getHeaders();
  pushAll(headers, others);
}

function pushAll(headers: HeaderList, more: object): void {
  for (const [name, value] of Object.entries(more)) headers.push(name, String(value));
}

function freshness(restMs: number): string {
  return restMs <= 0 ? "no-store" : `private, max-age=${seconds(restMs)}`;
}

function seconds(ms: number): string {
  return String(Math.max(0, Math.floor(ms / 1000)));
}
