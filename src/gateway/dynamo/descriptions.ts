import { LRUCache } from "lru-cache";
import type { TableSchema } from "../../schema/schema.ts";

const mostTables = 1_000;
const knownMs = 60_000;
/** Of a table that is not there, or whose description is an old one: another may be had by now. */
const provisionalMs = 5_000;

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
      fetchMethod: async (name, old, { options }) => {
        // A description that was good a minute ago is better than none.
        const schema = await describe(name).catch(error => {
          if (old?.schema === undefined) throw error;
          options.ttl = provisionalMs;
          return old.schema;
        });
        if (schema === undefined) options.ttl = provisionalMs;
        return { schema };
      },
    });
  }

  async get(name: string): Promise<TableSchema | undefined> {
    return (await this.#cache.fetch(name))?.schema;
  }
}
