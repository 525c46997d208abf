import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { MediaType } from "../reads.ts";

const mostKeyLength = 1_024;

/** What an answer is kept under: who asked, for what, and in which form. Never shared between callers. */
export function cacheKey({ raw, body, exchange }: FastifyRequest, media: MediaType): string {
  const { id, revision } = exchange.caller;
  const what = `${id}\n${revision}\n${media}\n${raw.url}`;
  const key = typeof body === "string" ? `${what}\n${body}` : what;
  return key.length <= mostKeyLength ? key : createHash("sha256").update(key).digest("base64url");
}
