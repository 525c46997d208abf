import type { Credentials, CredentialsProvider } from "./client.ts";

/** Refreshed this long before they expire, as the AWS SDK does. */
const aheadMs = 5 * 60_000;
/** After a refresh that failed, or that brought nothing fresher, the next one waits this long. */
const patienceMs = 10_000;

/** Credentials kept while they hold; however many ask, one request is made for new ones. */
export class CredentialsCache {
  readonly #provider: CredentialsProvider;
  readonly #now: () => number;
  #held: Credentials | undefined;
  #renewAtMs = 0;
  #flight: Promise<Credentials> | undefined;

  constructor(provider: CredentialsProvider, now: () => number = Date.now) {
    this.#provider = provider;
    this.#now = now;
  }

  /** The held ones at once while they hold. Rejects with what the provider throws. */
  current(): Credentials | Promise<Credentials> {
    const held = this.#held;
    if (held !== undefined && this.#now() < this.#renewAtMs) return held;
    const renewed = this.refresh();
    if (held === undefined || !this.#holds(held)) return renewed;
    // Nobody waits for a slow provider as long as the old ones are good.
    renewed.catch(() => {});
    return held;
  }

  /** Asks the provider anew, e.g. because the service called the held ones expired. */
  refresh(): Promise<Credentials> {
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #fetch(): Promise<Credentials> {
    const held = this.#held;
    try {
      const fetched = await this.#provider(held === undefined ? {} : { forceRefresh: true });
      mustFitHeaders(fetched);
      const expiresMs = fetched.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      this.#held = fetched;
      this.#renewAtMs = Math.max(expiresMs - aheadMs, this.#now() + patienceMs);
      return fetched;
    } catch (error) {
      if (held === undefined || !this.#holds(held)) throw error;
      this.#renewAtMs = this.#now() + patienceMs;
      return held;
    }
  }

  /** Those without an expiration are only renewed because the service refused them. */
  #holds({ expiration }: Credentials): boolean {
    return expiration !== undefined && expiration.getTime() > this.#now();
  }
}

/** Both travel in headers, where a line break would begin another. */
function mustFitHeaders({ accessKeyId, sessionToken = "" }: Credentials): void {
  if (!/^[!-~]+$/.test(accessKeyId) || !/^[!-~]*$/.test(sessionToken)) {
    throw new Error("the credentials hold characters that no key or token has");
  }
}
