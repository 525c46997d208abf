import { setTimeout as sleep } from "node:timers/promises";
import { type Attempt, attemptOf, withoutCredentials } from "./attempt.ts";
import type { Credentials, Endpoint, Reply, SendOptions } from "./client.ts";
import { CredentialsCache } from "./credentials-cache.ts";
import type { Safety } from "./idempotence.ts";
import { aborted, type NetworkFault } from "./network-fault.ts";
import { noThrottles, RetryQuota, withRetries } from "./retry.ts";
import type { Incoming } from "./transport.ts";

/** Sends one signed request, once. Never rejects. */
export type Exchange = (
  credentials: Credentials,
  timeoutMs: number,
  signal: AbortSignal | undefined,
) => Promise<Incoming | NetworkFault>;

/** What all clients share: credentials, the service's clock, retries, and the sorting of outcomes. */
export class Caller {
  readonly quota = new RetryQuota();
  readonly maxAttempts: number;
  readonly credentials: CredentialsCache;
  readonly #requestTimeoutMs: number;
  readonly #now: () => number;
  /** How far the service's clock is ahead of ours. */
  #skewMs = 0;
  /** The Date of the latest error reply, in milliseconds since the epoch. */
  #dateMs = Number.NaN;
  #answered = false;

  constructor(endpoint: Endpoint, now: () => number = Date.now) {
    this.maxAttempts = endpoint.maxAttempts;
    this.credentials = new CredentialsCache(endpoint.credentials, now);
    this.#requestTimeoutMs = endpoint.requestTimeoutMs;
    this.#now = now;
  }

  /** The service's time, as far as it is known, in milliseconds since the epoch. */
  serviceTimeMs(): number {
    return this.#now() + this.#skewMs;
  }

  call(exchange: Exchange, safety: Safety, options: SendOptions | undefined): Promise<Reply> {
    let used: Credentials | undefined;
    const attempt = async (): Promise<Attempt> => {
      const timeoutMs = options?.timeoutMs ?? this.#requestTimeoutMs;
      try {
        const current = this.credentials.current();
        used =
          current instanceof Promise ? await wait(current, timeoutMs, options?.signal) : current;
      } catch (cause) {
        if (options?.signal?.aborted) return attemptOf(aborted(false), safety);
        return withoutCredentials(cause);
      }
      const result = await exchange(used, timeoutMs, options?.signal);
      if (!("error" in result)) this.#note(result);
      return attemptOf(result, safety);
    };
    const mend = (remedy: "clock" | "credentials") => this.#mend(remedy, used);
    return withRetries(attempt, safety, this, mend, options?.signal);
  }

  hasAnswered(): boolean {
    return this.#answered;
  }

  #note({ status, date }: Incoming): void {
    this.#answered = true;
    if (status !== 200) this.#dateMs = Date.parse(date ?? "");
  }

  /** Corrects the clock by the service's, or renews the credentials; false when it cannot. */
  async #mend(remedy: "clock" | "credentials", used: Credentials | undefined): Promise<boolean> {
    if (remedy === "clock") {
      if (Number.isNaN(this.#dateMs)) return false;
      this.#skewMs = this.#dateMs - this.#now();
      return true;
    }
    try {
      // Another call may have renewed them since.
      if ((await this.credentials.current()) === used) await this.credentials.refresh();
      return true;
    } catch {
      return false;
    }
  }
}

/** Waits for a provider no longer than for a service, nor than the caller wants: some ask a human. */
async function wait<T>(
  wanted: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const settled = new AbortController();
  const signals = signal === undefined ? [settled.signal] : [settled.signal, signal];
  const limit = sleep(timeoutMs, undefined, { signal: AbortSignal.any(signals) }).then(() => {
    throw new Error(`no credentials within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([wanted, limit]);
  } finally {
    limit.catch(() => {});
    settled.abort();
  }
}

/** A request that could not even be written, e.g. because a template has no value. */
export function unsent(cause: unknown): Reply {
  const message = cause instanceof Error ? cause.message : String(cause);
  const error = { code: "InvalidRequest", message, cause };
  return { outcome: "failed", error, attempts: 0, throttles: noThrottles };
}
