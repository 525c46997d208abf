import { LRUCache } from "lru-cache";
import type { TableSchema } from "../../schema/schema.ts";

const mostTables = 1_000;
const knownMs = 60_000;
/** Of a table that is not there: it may have been made by now. */
const missingMs = 5_000;

/** The descriptions of tables, each asked for once a minute at most, whoever wants it. */
export class Descriptions {
  readonly #cache: LRUCache<string, { readonly schema: TableSchema | undefined }>;

  /** @param describe gives undefined for a table that is not there */
  constructor(describe: (name: string) => Promise<TableSchema | undefined>, now: () => number) {
    this.#cache = new LRUCache({
      max: mostTables,
      ttl: knownMs,
      perf: { now },
      ttlResolution: 0,
      // A description that was good a minute ago is better than none.
      allowStaleOnFetchRejection: true,
      fetchMethod: async (name, _stale, { options }) => {
        const schema = await describe(name);
        if (schema === undefined) options.ttl = missingMs;
        return { schema };
      },
    });
  }

  async get(name: string): Promise<TableSchema | undefined> {
    const kept = this.#cache.get(name) ?? (await this.#cache.fetch(name));
    return kept?.schema;
  }
}
