import type { GatewaySettings } from "../../config/gateway-settings.ts";
import type { AnswerCache } from "../cache.ts";
import type { Surroundings } from "../surroundings.ts";
import { MemoryCache } from "./memory.ts";

/** The cache that the settings ask for: of this process, or of all that share a Redis. */
export function cacheOf({ cache }: GatewaySettings, { now }: Surroundings): AnswerCache {
  return new MemoryCache(cache.maxBytes, now);
}
