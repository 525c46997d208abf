import { DynError } from "../../errors.ts";
import type { Action, Entity } from "../../scenario/scenario.ts";
import type { Database } from "../../sql/database.ts";
import type { Capabilities, Prepared, PrepareOptions, Target } from "../target.ts";
import { dialects } from "./dialect.ts";
import { ensureTable } from "./ensure.ts";
import type { Preparation } from "./preparation.ts";
import { createReader } from "./reader.ts";
import { Tables } from "./tables.ts";
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
    { capture = false, retryConflicts = 0, signal }: PrepareOptions = {},
  ): Promise<Prepared> => {
    const preparation: Preparation = { database, dialect, capture, retryConflicts };
    const tablesOf = (members: readonly OnEntity[]) =>
      Promise.all(members.map(({ entity }) => tables.of(entity, signal)));
    switch (action.kind) {
      case "put":
      case "update":
      case "delete":
        return prepareWrite(preparation, action, await tables.of(action.entity, signal));
      case "transactWrite":
        return prepareTransactWrite(preparation, action, await tablesOf(action.members));
      default:
        throw new DynError("failed", `no ${action.kind} on ${capabilities.store}`);
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
    loader: async () => {
      throw new DynError("failed", `no loader for ${capabilities.store}`);
    },
    close: () => database.close(),
  };
}
