import type {
  AnswerCache,
  CachedAnswer,
  CacheHit,
  CacheStats,
  CacheTag,
  FreshAnswer,
} from "../cache.ts";
import { Problem } from "../problem.ts";
import type { RedisLink } from "../redis/link.ts";
import { answerOf } from "./answer.ts";
import type { Dropped } from "./by-tag.ts";
import { Flights } from "./flights.ts";
import type { Generations } from "./generations.ts";
import type { RedisNames } from "./redis-names.ts";
import { answerFrom, textOf } from "./redis-text.ts";
import { sizeBytes } from "./size.ts";

export interface RedisCacheParts {
  readonly link: RedisLink;
  readonly generations: Generations;
  readonly names: RedisNames;
  /** Of the largest answer that is kept. */
  readonly mostBytes: number;
  readonly now: () => number;
}

/**
 * Keeps answers in Redis, for all processes that share it. Nothing is kept in front of it: what one
 * process drops is gone for all at once. Of those who ask the same, each process makes one call at
 * most. Without Redis everything is a miss.
 */
export class RedisCache implements AnswerCache {
  readonly #parts: RedisCacheParts;
  readonly #flights = new Flights<CachedAnswer>();
  #hits = 0;
  #misses = 0;
  #shared = 0;

  constructor(parts: RedisCacheParts) {
    this.#parts = parts;
  }

  peek(): undefined {
    return undefined;
  }

  async fetch(
    key: string,
    tag: CacheTag,
    make: (signal: AbortSignal) => Promise<FreshAnswer>,
    signal: AbortSignal,
  ): Promise<CacheHit> {
    signal.throwIfAborted();
    const { names, generations, now, mostBytes } = this.#parts;
    const name = names.answer(key);
    const of = names.generations(tag);
    const read = await generations.read(name, of);
    const generation = read?.generation ?? "";
    const kept = read?.text == null ? undefined : answerFrom(read.text, { name, generation }, tag);
    if (kept !== undefined && kept.expiresAt > now()) {
      this.#hits += 1;
      return { answer: kept, from: "hit" };
    }
    const call = async (aborted: AbortSignal, isCurrent: () => boolean) => {
      this.#misses += 1;
      const fresh = await make(aborted);
      const answer = answerOf(fresh, tag, now());
      const ttlMs = Math.floor(fresh.ttlMs);
      if (read !== undefined && ttlMs > 0 && isCurrent() && sizeBytes(key, answer) <= mostBytes) {
        await generations.keep(name, textOf(answer, { name, generation }), ttlMs, of);
      }
      return answer;
    };
    // Under the generation, too: nobody joins a call that was begun before something was dropped.
    const flight = `${name}:${generation}`;
    const { value, first } = await this.#flights.join(flight, tag, call, signal);
    if (!first) this.#shared += 1;
    return { answer: value, from: first ? "miss" : "shared" };
  }

  /** How many are dropped nobody counts: 0. Throws a Problem when Redis does not take it. */
  async invalidate(what?: Dropped): Promise<number> {
    const { generations, names } = this.#parts;
    this.#flights.forget(what);
    if (await generations.end(names.dropped(what))) return 0;
    throw new Problem(
      503,
      "backend-unavailable",
      "The cache cannot be reached: nothing is dropped.",
      {
        fix: "Try again; what is kept ends by itself when its time is over.",
        retryAfter: 1,
      },
    );
  }

  stats(): CacheStats {
    return {
      hits: this.#hits,
      misses: this.#misses,
      shared: this.#shared,
      entries: 0,
      bytes: 0,
      faults: this.#parts.link.faults,
      reachable: this.#parts.link.connected,
    };
  }

  async close(): Promise<void> {
    this.#parts.link.close();
  }
}
