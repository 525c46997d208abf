import type { GatewaySettings } from "../../config/gateway-settings.ts";
import type { AnswerCache } from "../cache.ts";
import { RedisLink } from "../redis/link.ts";
import type { Surroundings } from "../surroundings.ts";
import { Generations } from "./generations.ts";
import { MemoryCache } from "./memory.ts";
import { RedisCache } from "./redis.ts";
import { RedisNames } from "./redis-names.ts";
import { mostAnswerBytes } from "./size.ts";

/** The cache that the settings ask for: of this process, or of all that share a Redis. */
export function cacheOf(
  settings: GatewaySettings,
  surroundings: Surroundings & {
    /** What page tokens are sealed with: a kept answer holds one, which others could not open. */
    readonly sealedBy: string;
  },
): AnswerCache {
  const { maxBytes, redis } = settings.cache;
  const { now, served, sealedBy } = surroundings;
  if (redis === undefined) return new MemoryCache(maxBytes, now);
  const link = new RedisLink(redis, "the cache", surroundings);
  return new RedisCache({
    link,
    generations: new Generations(link, generationTtlMs(settings)),
    names: new RedisNames(served, settings, sealedBy),
    mostBytes: mostAnswerBytes(maxBytes),
    now,
  });
}

/** Twice as long as any answer is kept, and a minute at least. */
function generationTtlMs({ cache, tables }: GatewaySettings): number {
  const ttls = [...(tables?.values() ?? [])].map(table => table.cacheTtlMs ?? 0);
  return Math.max(60_000, 2 * cache.ttlMs, ...ttls.map(ttlMs => 2 * ttlMs));
}
