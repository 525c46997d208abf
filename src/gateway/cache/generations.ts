import { randomBytes } from "node:crypto";
import type { RedisLink } from "../redis/link.ts";

/**
 * Answers belong to generations, which have random names in Redis. One ends by being deleted; no
 * later one is called the same. So what Redis forgets early, under want of memory or by time, can
 * only cost a call, and brings back nothing that was dropped, as a counter would that began anew.
 */
export class Generations {
  readonly #link: RedisLink;
  readonly #ttlMs: number;

  /** @param ttlMs how long one is remembered that nothing is kept in: longer than any answer. */
  constructor(link: RedisLink, ttlMs: number) {
    this.#link = link;
    this.#ttlMs = ttlMs;
  }

  /** What is kept under a name, and the generation of what is made now; undefined: Redis does not tell. */
  async read(name: string, of: readonly string[]): Promise<Read | undefined> {
    const read = await this.#link.ask(client => client.mget(name, ...of));
    if (read === undefined) return undefined;
    const [text = null, ...known] = read.answer;
    const generation = joined(known);
    if (generation !== undefined) return { text, generation };
    const begun = await this.#begin(
      of.filter((_, n) => known[n] === null),
      of,
    );
    // What was kept was of a generation that has ended.
    return begun === undefined ? undefined : { text: null, generation: begun };
  }

  /** Keeps a text for so long, and its generations at least as long. */
  async keep(name: string, text: string, ttlMs: number, of: readonly string[]): Promise<void> {
    await this.#link.ask(client => {
      const commands = client.pipeline().set(name, text, "PX", ttlMs);
      for (const generation of of) commands.pexpire(generation, this.#ttlMs);
      return every(commands.exec());
    });
  }

  /** Whether they have ended. */
  async end(names: readonly string[]): Promise<boolean> {
    return (await this.#link.ask(client => client.del(...names))) !== undefined;
  }

  async #begin(missing: readonly string[], of: readonly string[]): Promise<string | undefined> {
    const begun = await this.#link.ask(client => {
      const commands = client.pipeline();
      for (const name of missing) {
        commands.set(name, randomBytes(12).toString("base64url"), "PX", this.#ttlMs, "NX");
      }
      return every(commands.mget(...of).exec());
    });
    const known: unknown = begun?.answer.at(-1);
    return Array.isArray(known) ? joined(known) : undefined;
  }
}

export interface Read {
  readonly text: string | null;
  readonly generation: string;
}

function joined(generations: readonly unknown[]): string | undefined {
  return generations.every(one => typeof one === "string") ? generations.join(".") : undefined;
}

/** What each command of a pipeline answers; throws the first error. */
async function every(
  executed: Promise<readonly (readonly [Error | null, unknown])[] | null>,
): Promise<readonly unknown[]> {
  return ((await executed) ?? []).map(([error, answer]) => {
    if (error !== null) throw error;
    return answer;
  });
}
