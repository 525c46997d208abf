import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Rate, Rates } from "../../config/gateway-settings.ts";
import type { LimitStats, RateLimits, Verdict } from "../rate-limits.ts";
import { digestOf } from "../redis/digest.ts";
import type { RedisLink } from "../redis/link.ts";
import { subnetOf } from "./subnet.ts";
import { verdictOf } from "./verdict.ts";

/** Read units come in halves; Redis counts whole points. */
const pointsPerUnit = 2;

/** Limits of all processes together. While Redis does not tell, requests pass. */
export class RedisLimits implements RateLimits {
  readonly #link: RedisLink;
  readonly #rates: Rates;
  readonly #addresses: RateLimiterRedis;
  readonly #keys: RateLimiterRedis;
  readonly #readUnits: RateLimiterRedis | undefined;

  constructor(link: RedisLink, served: string, rates: Rates) {
    const space = `dyn:1:${digestOf(served).slice(0, 16)}:limit`;
    this.#link = link;
    this.#rates = rates;
    this.#addresses = limiter(link, `${space}:address`, rates.perAddress);
    this.#keys = limiter(link, `${space}:key`, rates.perKey);
    this.#readUnits =
      rates.readUnits && limiter(link, `${space}:read-units`, rates.readUnits, pointsPerUnit);
  }

  address(address: string): Promise<Verdict> {
    return this.#request("address", this.#rates.perAddress, this.#addresses, subnetOf(address));
  }

  key(principal: string): Promise<Verdict> {
    return this.#request("key", this.#rates.perKey, this.#keys, principal);
  }

  async budget(principal: string): Promise<Verdict | undefined> {
    const [rate, counted] = [this.#rates.readUnits, this.#readUnits];
    if (rate === undefined || counted === undefined) return undefined;
    const told = await this.#link.ask(() => counted.get(digestOf(principal)));
    const used = (told?.answer?.consumedPoints ?? 0) / pointsPerUnit;
    const resetMs = told?.answer?.msBeforeNext ?? rate.windowMs;
    return verdictOf("read-units", rate, { allowed: used < rate.count, used, resetMs });
  }

  spend(principal: string, readUnits: number): void {
    const [points, counted] = [Math.round(readUnits * pointsPerUnit), this.#readUnits];
    if (points === 0 || counted === undefined) return;
    void this.#link.ask(() => counted.penalty(digestOf(principal), points));
  }

  stats(): LimitStats {
    return { faults: this.#link.faults };
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  async #request(
    policy: "address" | "key",
    rate: Rate,
    limits: RateLimiterRedis,
    name: string,
  ): Promise<Verdict> {
    const told = await this.#link.ask(() => consumed(limits, digestOf(name)));
    const allowed = told?.answer.allowed ?? true;
    const used = allowed ? (told?.answer.used ?? 1) : rate.count;
    const resetMs = told?.answer.resetMs ?? rate.windowMs;
    return verdictOf(policy, rate, { allowed, used, resetMs });
  }
}

function limiter(link: RedisLink, keyPrefix: string, { count, windowMs }: Rate, times = 1) {
  return new RateLimiterRedis({
    storeClient: link.client,
    keyPrefix,
    points: count * times,
    duration: Math.ceil(windowMs / 1000),
    // Whoever is over it is refused until the window ends without Redis being asked.
    inMemoryBlockOnConsumed: count * times,
  });
}

/** The library throws who is refused like a fault. */
async function consumed(limits: RateLimiterRedis, name: string) {
  try {
    const { consumedPoints, msBeforeNext } = await limits.consume(name);
    return { allowed: true, used: consumedPoints, resetMs: msBeforeNext };
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return { allowed: false, used: 0, resetMs: error.msBeforeNext };
  }
}
