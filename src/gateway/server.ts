import type { GatewaySettings } from "../config/gateway-settings.ts";
import type { AnswerCache } from "./cache.ts";
import type { KeyRing } from "./keys.ts";
import type { Metrics } from "./metrics.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Store } from "./store.ts";
import type { TokenBox } from "./tokens.ts";

/** All that the HTTP service is made of. */
export interface Parts {
  readonly settings: GatewaySettings;
  readonly store: Store;
  /** Undefined where authentication is off. */
  readonly keys: KeyRing | undefined;
  readonly tokens: TokenBox;
  readonly cache: AnswerCache;
  readonly limits: RateLimits;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Structured lines; the names and values of secrets are left out of them. */
export interface Log {
  readonly level: LogLevel;
  /** Takes each line with its end of line. */
  readonly write: (line: string) => void;
}

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];
