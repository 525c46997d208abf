/** What the parts that may keep something in Redis are given. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /**
   * What is served, as text: endpoint, region, account. Services of the same share their answers and
   * counts where they share a Redis; those of another must not.
   */
  readonly served: string;
  /** Out of the environment variable that the settings name. */
  readonly redisPassword: string | undefined;
  /** Told in a sentence, without secrets, when Redis is lost and when it is back. */
  readonly notice: (text: string) => void;
}
