import { watchAbort } from "./abort-hub.ts";
import type { Attempt } from "./attempt.ts";
import type { Reply, ServiceError, Throttle } from "./client.ts";
import type { Safety } from "./idempotence.ts";
import { aborted } from "./network-fault.ts";

export interface RetryPolicy {
  /** Tries per call, the first included. */
  readonly maxAttempts: number;
  readonly quota: RetryQuota;
  /** Whether the service has ever answered: one that never has is not waited for twice. */
  hasAnswered(): boolean;
}

/** Called before the one extra try that a wrong clock or an expired token gets; false ends the call. */
type Mend = (remedy: "clock" | "credentials") => Promise<boolean>;

/** The SDK's base for transient faults, and its cap (`@smithy/util-retry`). */
const transientBaseMs = 25;
/**
 * The SDK waits 1,000 ms for throttles. DynamoDB refills a partition's tokens continuously, so 50
 * ms, which the SDK's earlier versions used for DynamoDB, finds the refill without idling a load
 * generator for seconds; the quota still stops a storm.
 */
const throttleBaseMs = 50;
const capMs = 20_000;

/** Full jitter: evenly between nothing and an exponentially growing, capped ceiling. */
export function backoffMs(kind: "transient" | "throttle", retry: number): number {
  const baseMs = kind === "throttle" ? throttleBaseMs : transientBaseMs;
  return Math.random() * Math.min(capMs, baseMs * 2 ** Math.max(0, retry - 1));
}

/** Waits; resolves early, to false, when the signal aborts. */
export function pause(waitMs: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise(resolve => {
    const end = (whole: boolean) => {
      clearTimeout(timer);
      hub?.delete(stop);
      resolve(whole);
    };
    const stop = () => end(false);
    const timer = setTimeout(end, waitMs, true);
    const hub = signal && watchAbort(signal, stop);
  });
}

/** Tokens that retries spend, shared by a client's calls, so that an outage is not answered with a storm. */
export class RetryQuota {
  static readonly capacity = 500;
  #tokens = RetryQuota.capacity;

  /** The price of a retry, which a later success gives back; undefined when it is too dear. */
  take(kind: "transient" | "throttle"): number | undefined {
    const price = kind === "throttle" ? 5 : 14;
    if (price > this.#tokens) return undefined;
    this.#tokens -= price;
    return price;
  }

  give(tokens: number): void {
    this.#tokens = Math.min(RetryQuota.capacity, this.#tokens + tokens);
  }
}

export const noThrottles: readonly Throttle[] = [];

/** Retries an attempt as the rules allow, and says how the call ended. Never rejects if `attempt` does not. */
export async function withRetries(
  attempt: () => Promise<Attempt>,
  safety: Safety,
  policy: RetryPolicy,
  mend: Mend,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  let attempts = 0;
  let throttles = noThrottles;
  let doubt = false;
  let mended = false;
  let waited = 0;
  let price = 1;
  for (;;) {
    const result = await attempt();
    attempts += 1;
    if (result.ok) {
      policy.quota.give(price);
      return { outcome: "ok", body: result.body, attempts, throttles };
    }
    const { error, remedy } = result;
    if (result.throttle !== undefined) throttles = [...throttles, result.throttle];
    const ended = (): Reply => ({
      outcome: doubt || result.mayHaveEffect ? "unknown" : "failed",
      error,
      attempts,
      throttles,
    });
    if (remedy === "none" || (result.mayHaveEffect && !safety.idempotent)) return ended();
    // A later, definite error does not undo what an earlier attempt may have done.
    if (result.mayHaveEffect) doubt = true;
    if (remedy === "clock" || remedy === "credentials") {
      if (mended || !(await mend(remedy))) return ended();
      mended = true;
      continue;
    }
    if (attempts >= policy.maxAttempts || isSilence(error, policy)) return ended();
    const taken = policy.quota.take(remedy);
    if (taken === undefined) return ended();
    price = taken;
    waited += 1;
    if (!(await pause(backoffMs(remedy, waited), signal))) {
      return {
        outcome: doubt || result.mayHaveEffect ? "unknown" : "failed",
        error: aborted(false).error,
        attempts,
        throttles,
      };
    }
  }
}

/** Nobody has ever answered there: more tries would only make the user wait. */
function isSilence({ code }: ServiceError, policy: RetryPolicy): boolean {
  return (code === "Timeout" || code === "ConnectTimeout") && !policy.hasAnswered();
}
