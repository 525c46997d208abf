import { LRUCache } from "lru-cache";
import type {
  AnswerCache,
  CachedAnswer,
  CacheHit,
  CacheStats,
  CacheTag,
  FreshAnswer,
} from "../cache.ts";
import { answerOf } from "./answer.ts";
import { ByTag, type Dropped } from "./by-tag.ts";
import { Flights } from "./flights.ts";
import { mostAnswerBytes, sizeBytes } from "./size.ts";

/** Keeps answers in this process: those that were used last, as many as fit into the bytes given. */
export class MemoryCache implements AnswerCache {
  readonly #now: () => number;
  readonly #kept: LRUCache<string, CachedAnswer>;
  readonly #keys = new ByTag();
  readonly #flights = new Flights<CachedAnswer>();
  #hits = 0;
  #misses = 0;
  #shared = 0;

  constructor(maxBytes: number, now: () => number) {
    this.#now = now;
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: mostAnswerBytes(maxBytes),
      sizeCalculation: (answer, key) => sizeBytes(key, answer),
      dispose: (answer, key) => this.#keys.delete(key, answer),
    });
  }

  peek(key: string): CachedAnswer | undefined {
    const answer = this.#kept.get(key);
    if (answer === undefined) return undefined;
    if (answer.expiresAt <= this.#now()) {
      this.#kept.delete(key);
      return undefined;
    }
    this.#hits += 1;
    return answer;
  }

  async fetch(
    key: string,
    tag: CacheTag,
    make: (signal: AbortSignal) => Promise<FreshAnswer>,
    signal: AbortSignal,
  ): Promise<CacheHit> {
    signal.throwIfAborted();
    const kept = this.peek(key);
    if (kept !== undefined) return { answer: kept, from: "hit" };
    const call = async (aborted: AbortSignal, isCurrent: () => boolean) => {
      this.#misses += 1;
      const fresh = await make(aborted);
      const answer = answerOf(fresh, tag, this.#now());
      if (fresh.ttlMs > 0 && isCurrent()) this.#keep(key, answer);
      return answer;
    };
    const { value, first } = await this.#flights.join(key, tag, call, signal);
    if (!first) this.#shared += 1;
    return { answer: value, from: first ? "miss" : "shared" };
  }

  async invalidate(what?: Dropped): Promise<number> {
    this.#flights.forget(what);
    const keys = this.#keys.take(what);
    for (const key of keys) this.#kept.delete(key);
    return keys.length;
  }

  stats(): CacheStats {
    return {
      hits: this.#hits,
      misses: this.#misses,
      shared: this.#shared,
      entries: this.#kept.size,
      bytes: this.#kept.calculatedSize,
      faults: 0,
      reachable: true,
    };
  }

  async close(): Promise<void> {
    await this.invalidate();
  }

  #keep(key: string, answer: CachedAnswer): void {
    this.#kept.set(key, answer);
    if (this.#kept.has(key)) this.#keys.add(key, answer);
  }
}
