import type { Database } from "../../sql/database.ts";
import type { Reader } from "../target.ts";
import { schemaOfTable } from "./describe.ts";
import type { Dialect } from "./dialect.ts";
import { fetchItems } from "./fetch.ts";
import { scanPages } from "./read-scan.ts";
import type { Tables } from "./tables.ts";

/** Where a reader reads. */
export interface Source {
  readonly database: Database;
  readonly dialect: Dialect;
}

/** Reads items back to check them, from the writer. */
export function createReader(source: Source, tables: Tables): Reader {
  return {
    describe: async (table, signal) => schemaOfTable(await tables.named(table, signal)),
    fetch: async (entity, scope, { signal } = {}) =>
      fetchItems(source, entity, await tables.of(entity, signal), scope, signal),
    async *scan(request, signal) {
      yield* scanPages(source, await tables.named(request.table, signal), request, signal);
    },
  };
}
