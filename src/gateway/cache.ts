/** What a cached answer is of, so that it can be dropped. */
export interface CacheTag {
  readonly table: string;
  /** The partition key's value as canonical text; undefined for a scan, which belongs to every key. */
  readonly partition: string | undefined;
}

/** A whole answer as it is sent. */
export interface CachedAnswer extends CacheTag {
  readonly body: string;
  /** A strong one, in quotes. */
  readonly etag: string;
  readonly contentType: string;
  /** That tell of the answer what its body has no place for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Read units that it took. */
  readonly consumed: number | null;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** An answer to be kept; `ttlMs` 0: for those who wait for it alone. */
export interface FreshAnswer extends Omit<CachedAnswer, "storedAt" | "expiresAt" | "etag"> {
  readonly ttlMs: number;
}

export interface CacheHit {
  readonly answer: CachedAnswer;
  /** `hit`: kept; `miss`: made now; `shared`: made now for another who asked the same. */
  readonly from: "hit" | "miss" | "shared";
}

/**
 * Keeps answers by principal and request. Concurrent misses of one key make one call. A fault of
 * the cache itself (Redis away) is a miss, counted, never an error of a request.
 */
export interface AnswerCache {
  /** At once, when it is in this process's memory; undefined else. The hot path. */
  peek(key: string): CachedAnswer | undefined;
  /**
   * @param make is called once for all who wait; aborted when none of them waits any more. What was
   *   invalidated while it was made is given to those who wait, and not kept.
   */
  fetch(
    key: string,
    tag: CacheTag,
    make: (signal: AbortSignal) => Promise<FreshAnswer>,
    signal: AbortSignal,
  ): Promise<CacheHit>;
  /** Drops all, those of a table, or those of a table's partition (scans of it too). How many, as far as known. */
  invalidate(what?: { readonly table: string; readonly partition?: string }): Promise<number>;
  stats(): CacheStats;
  close(): Promise<void>;
}

export interface CacheStats {
  readonly hits: number;
  readonly misses: number;
  readonly shared: number;
  readonly entries: number;
  readonly bytes: number;
  readonly faults: number;
  /** Whether what is kept can be reached just now. */
  readonly reachable: boolean;
}
