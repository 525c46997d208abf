/** What a limiter says of one request. */
export interface Verdict {
  readonly allowed: boolean;
  /** Of the limit that is nearest to its end. */
  readonly policy: "key" | "address" | "read-units";
  readonly limit: number;
  readonly remaining: number;
  /** Seconds of the policy's window, and until it begins anew, rounded up. */
  readonly windowSeconds: number;
  readonly resetSeconds: number;
}

/** Rate limits by address, by key, and of read units by key. A fault of Redis lets requests pass, counted. */
export interface RateLimits {
  /** Before anything else is done for a request; synchronous where limits are in memory. */
  address(address: string): Verdict | Promise<Verdict>;
  key(principal: string): Verdict | Promise<Verdict>;
  /** Whether the budget of read units has any left; undefined where there is no budget. */
  budget(principal: string): Verdict | undefined | Promise<Verdict | undefined>;
  /** Books what a request has consumed. */
  spend(principal: string, readUnits: number): void;
  stats(): LimitStats;
  close(): Promise<void>;
}

export interface LimitStats {
  /** Times that Redis did not tell, and a request passed without being counted. */
  readonly faults: number;
}
