import type { Rate, Rates } from "../../config/gateway-settings.ts";
import type { LimitStats, RateLimits, Verdict } from "../rate-limits.ts";
import { subnetOf } from "./subnet.ts";
import { verdictOf } from "./verdict.ts";
import { Windows } from "./windows.ts";

/**
 * Limits of this process alone, told at once. Counted by hand: rate-limiter-flexible's memory gives
 * promises, arms a timer for each name and forgets none before its window ends.
 */
export class MemoryLimits implements RateLimits {
  readonly #rates: Rates;
  readonly #now: () => number;
  readonly #addresses: Windows;
  readonly #keys: Windows;
  readonly #readUnits: Windows | undefined;

  constructor(rates: Rates, now: () => number) {
    this.#rates = rates;
    this.#now = now;
    this.#addresses = new Windows(rates.perAddress, now);
    this.#keys = new Windows(rates.perKey, now);
    this.#readUnits = rates.readUnits && new Windows(rates.readUnits, now);
  }

  address(address: string): Verdict {
    return this.#request("address", this.#rates.perAddress, this.#addresses, subnetOf(address));
  }

  key(principal: string): Verdict {
    return this.#request("key", this.#rates.perKey, this.#keys, principal);
  }

  budget(principal: string): Verdict | undefined {
    const rate = this.#rates.readUnits;
    if (rate === undefined) return undefined;
    const window = this.#readUnits?.find(principal);
    const used = window?.used ?? 0;
    const resetMs = window === undefined ? rate.windowMs : window.endsAt - this.#now();
    return verdictOf("read-units", rate, { allowed: used < rate.count, used, resetMs });
  }

  spend(principal: string, readUnits: number): void {
    if (readUnits > 0) this.#readUnits?.use(principal, readUnits);
  }

  stats(): LimitStats {
    return { faults: 0 };
  }

  async close(): Promise<void> {}

  #request(policy: "address" | "key", rate: Rate, windows: Windows, name: string): Verdict {
    const window = windows.use(name, 1);
    const { used, endsAt } = window;
    return verdictOf(policy, rate, {
      allowed: used <= rate.count,
      used,
      resetMs: endsAt - this.#now(),
    });
  }
}
