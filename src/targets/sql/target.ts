import type { Action, Entity } from "../../scenario/scenario.ts";
import type { Database } from "../../sql/database.ts";
import type { Capabilities, Prepared, PrepareOptions, Target } from "../target.ts";
import { analyze } from "./analyze.ts";
import { prepareBatchGet } from "./batch-get.ts";
import { prepareBatchWrite } from "./batch-write.ts";
import { catchUp } from "./catch-up.ts";
import { dialects } from "./dialect.ts";
import { ensureTable } from "./ensure.ts";
import { prepareGet } from "./get.ts";
import { createLoader } from "./loader.ts";
import type { Preparation } from "./preparation.ts";
import { prepareQuery } from "./query.ts";
import { createReader } from "./reader.ts";
import { prepareStatement } from "./statement.ts";
import { Tables } from "./tables.ts";
import { prepareTransactGet } from "./transact-get.ts";
import { prepareTransactWrite } from "./transact-write.ts";
import { transactOn } from "./transaction.ts";
import { prepareWrite } from "./write.ts";

interface OnEntity {
  readonly entity: Entity;
}

/** A SQL database as a target; it closes the database. */
export function sqlTarget(database: Database, capabilities: Capabilities): Target {
  const dialect = dialects[database.engine];
  const tables = new Tables(database, dialect);
  const prepare = async (
    action: Action,
    { capture = false, retryConflicts = 0, findsRows = false, signal }: PrepareOptions = {},
  ): Promise<Prepared> => {
    const preparation: Preparation = { database, dialect, capture, retryConflicts, findsRows };
    const tablesOf = (members: readonly OnEntity[]) =>
      Promise.all(members.map(({ entity }) => tables.of(entity, signal)));
    switch (action.kind) {
      case "put":
      case "update":
      case "delete":
        return prepareWrite(preparation, action, await tables.of(action.entity, signal));
      case "get":
        return prepareGet(preparation, action, await tables.of(action.entity, signal));
      case "query":
      case "scan":
        return prepareQuery(preparation, action, await tables.named(action.table, signal));
      case "batchGet":
        return prepareBatchGet(preparation, action, await tables.of(action.entity, signal));
      case "batchWrite":
        return prepareBatchWrite(preparation, action, await tables.of(action.entity, signal));
      case "transactGet":
        return prepareTransactGet(preparation, action, await tablesOf(action.members));
      case "statement":
        return prepareStatement(preparation, action, capabilities.dialects);
      case "transactWrite":
        return prepareTransactWrite(preparation, action, await tablesOf(action.members));
      default:
        return action satisfies never;
    }
  };
  return {
    name: database.name,
    client: database.engine,
    capabilities,
    ensureTable: (schema, options) => ensureTable({ database, dialect, tables }, schema, options),
    prepare,
    prepareTransaction: async (isolation, { retryConflicts = 0 } = {}) =>
      transactOn(database, isolation, retryConflicts),
    waiting: () => database.waiting(),
    reader: createReader({ database, dialect }, tables),
    loader: async (entity, signal) =>
      createLoader(database, dialect, entity, await tables.of(entity, signal)),
    analyze: (table, signal) => analyze(database, table, signal),
    ...(database.replicated && { catchUp: signal => catchUp(database, signal) }),
    close: () => database.close(),
  };
}
