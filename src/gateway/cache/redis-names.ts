import type { GatewaySettings } from "../../config/gateway-settings.ts";
import type { CacheTag } from "../cache.ts";
import { digestOf } from "../redis/digest.ts";
import type { Dropped } from "./by-tag.ts";

/** Of the text of kept answers: one of another version is not found. */
const version = 1;

/** What answers and generations are called in Redis. */
export class RedisNames {
  readonly #answers: string;
  readonly #generations: string;

  /**
   * Answers are found only by services with the same settings and the same secret for page tokens;
   * what drops them, by all of the target.
   */
  constructor(served: string, { tables, pageSize, limits }: GatewaySettings, sealedBy: string) {
    const space = `dyn:${version}:${digestOf(served).slice(0, 16)}`;
    const exposed = JSON.stringify([tables && [...tables], pageSize, limits.totalItems, sealedBy]);
    this.#answers = `${space}:answer:${digestOf(exposed).slice(0, 16)}`;
    this.#generations = `${space}:generation`;
  }

  answer(key: string): string {
    return `${this.#answers}:${digestOf(key)}`;
  }

  /** The generations that an answer belongs to: of all, of its table, and of its partition or any. */
  generations({ table, partition }: CacheTag): readonly string[] {
    return [
      this.#generation(),
      this.#generation(table),
      this.#generation(table, partition ?? null),
    ];
  }

  /** Those that end when this is dropped. */
  dropped(what: Dropped): readonly string[] {
    if (what === undefined) return [this.#generation()];
    const { table, partition } = what;
    if (partition === undefined) return [this.#generation(table)];
    return [this.#generation(table, partition), this.#generation(table, null)];
  }

  #generation(...of: readonly (string | null)[]): string {
    return `${this.#generations}:${digestOf(JSON.stringify(of))}`;
  }
}
