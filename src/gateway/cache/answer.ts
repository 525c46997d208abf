import { createHash } from "node:crypto";
import type { CachedAnswer, CacheTag, FreshAnswer } from "../cache.ts";

/** An answer as it is given and kept, made now. */
export function answerOf(fresh: FreshAnswer, tag: CacheTag, now: number): CachedAnswer {
  const { body, contentType, headers, consumed, ttlMs } = fresh;
  const { table, partition } = tag;
  const etag = etagOf(body, contentType);
  return {
    table,
    partition,
    body,
    etag,
    contentType,
    ...(headers && { headers }),
    consumed,
    storedAt: now,
    expiresAt: now + ttlMs,
  };
}

/** The same for the same text in the same form alone: a strong validator. */
export function etagOf(body: string, contentType: string): string {
  const digest = createHash("sha256").update(contentType).update("\n").update(body);
  return `"${digest.digest("base64url").slice(0, 27)}"`;
}
