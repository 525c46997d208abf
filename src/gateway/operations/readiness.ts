import type { AnswerCache } from "../cache.ts";
import type { Health, HealthCheck, Readiness } from "../health.ts";
import type { Lifecycle } from "../lifecycle.ts";
import type { Store } from "../store.ts";

export interface HealthOptions {
  readonly store: Pick<Store, "ping">;
  readonly cache: Pick<AnswerCache, "stats">;
  readonly lifecycle: Pick<Lifecycle, "draining">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What DynamoDB may take for an answer. */
  readonly timeoutMs?: number;
}

/** Probes that come within this are given the same answer. */
const keptMs = 1_000;
/** A fault of the cache is told for so long. */
const faultToldMs = 30_000;

/** Asks DynamoDB itself. The cache's faults are told, but no request fails by them. */
export function healthOf(options: HealthOptions): Health {
  const { store, cache, lifecycle, now, timeoutMs = 2_000 } = options;
  let pending: Promise<HealthCheck> | undefined;
  let last: { readonly at: number; readonly check: HealthCheck } | undefined;
  let faults = 0;
  let faultAt = Number.NEGATIVE_INFINITY;

  const ask = async (): Promise<HealthCheck> => {
    const check = await ping(store, timeoutMs);
    last = { at: now(), check };
    pending = undefined;
    return check;
  };
  const dynamodb = async (): Promise<HealthCheck> => {
    if (last !== undefined && now() - last.at < keptMs) return last.check;
    pending ??= ask();
    return pending;
  };
  const kept = (): HealthCheck => {
    const { faults: counted, reachable } = cache.stats();
    if (counted > faults) faultAt = now();
    faults = counted;
    return !reachable || now() - faultAt < faultToldMs
      ? { name: "cache", status: "warn", detail: "Redis does not answer: nothing is shared" }
      : { name: "cache", status: "pass", detail: undefined };
  };
  return {
    readiness: async (): Promise<Readiness> => {
      const checks = [await dynamodb(), kept(), service(lifecycle)];
      return { ready: checks.every(({ status }) => status !== "fail"), checks };
    },
  };
}

function service({ draining }: Pick<Lifecycle, "draining">): HealthCheck {
  return draining
    ? { name: "service", status: "fail", detail: "it ends what it has begun, and takes no more" }
    : { name: "service", status: "pass", detail: undefined };
}

async function ping(store: Pick<Store, "ping">, timeoutMs: number): Promise<HealthCheck> {
  const given = AbortSignal.timeout(timeoutMs);
  const tooSlow = new Promise<never>((_, reject) => {
    given.addEventListener("abort", () => reject(given.reason), { once: true });
  });
  try {
    await Promise.race([store.ping(given), tooSlow]);
    return { name: "dynamodb", status: "pass", detail: undefined };
  } catch {
    const detail = given.aborted ? "it does not answer in time" : "it cannot be asked";
    return { name: "dynamodb", status: "fail", detail };
  } finally {
    tooSlow.catch(() => {});
  }
}
