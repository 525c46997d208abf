import type { GatewaySettings, Rate, Rates } from "../../config/gateway-settings.ts";
import type { RateLimits } from "../rate-limits.ts";
import { RedisLink } from "../redis/link.ts";
import type { Surroundings } from "../surroundings.ts";
import { MemoryLimits } from "./memory.ts";
import { RedisLimits } from "./redis.ts";

/**
 * The limits that the settings ask for: counted in this process, or in the Redis of the cache.
 *
 * @param share the number of processes that serve together. In memory each has its part of every
 *   limit, rounded up; in Redis they count together.
 */
export function limitsOf(
  { rates, cache }: GatewaySettings,
  surroundings: Surroundings & { readonly share: number },
): RateLimits {
  const { now, served, share } = surroundings;
  if (cache.redis === undefined) return new MemoryLimits(partOf(rates, share), now);
  return new RedisLimits(new RedisLink(cache.redis, "rate limits", surroundings), served, rates);
}

function partOf({ perKey, perAddress, readUnits }: Rates, share: number): Rates {
  const part = ({ count, windowMs }: Rate) => ({ count: Math.ceil(count / share), windowMs });
  return {
    perKey: part(perKey),
    perAddress: part(perAddress),
    readUnits: readUnits && part(readUnits),
  };
}
