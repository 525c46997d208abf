import type { GatewaySettings } from "../config/gateway-settings.ts";
import type { AnswerCache } from "./cache.ts";
import type { Health } from "./health.ts";
import type { KeyRing } from "./keys.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Reads } from "./reads.ts";
import type { Store } from "./store.ts";
import type { TokenBox } from "./tokens.ts";

/** All that the HTTP service is made of. */
export interface Parts {
  readonly settings: GatewaySettings;
  readonly store: Store;
  readonly reads: Reads;
  /** Undefined where authentication is off. */
  readonly keys: KeyRing | undefined;
  readonly tokens: TokenBox;
  readonly cache: AnswerCache;
  readonly limits: RateLimits;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly health: Health;
  readonly lifecycle: Lifecycle;
  /** PEM texts; undefined: plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
