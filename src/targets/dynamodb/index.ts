import type { ClientName, Endpoint } from "../../dynamodb/client.ts";
import { connect } from "../../dynamodb/connect.ts";
import type { Action, Entity } from "../../scenario/scenario.ts";
import { createTable } from "../../schema/tables.ts";
import { capabilities } from "../capabilities.ts";
import type { Prepared, PrepareOptions, Target } from "../target.ts";
import { prepareBatchGet } from "./batch-get.ts";
import { prepareBatchWrite } from "./batch-write.ts";
import { prepareGet } from "./get.ts";
import { createLoader } from "./loader.ts";
import type { Preparation } from "./one-request.ts";
import { prepareQuery } from "./query.ts";
import { createReader } from "./reader.ts";
import { prepareScan } from "./scan.ts";
import { prepareStatement } from "./statement.ts";
import { keyNames, Tables } from "./tables.ts";
import { prepareTransactGet } from "./transact-get.ts";
import { prepareTransactWrite } from "./transact-write.ts";
import { prepareWrite } from "./write.ts";

export interface DynamoTargetOptions {
  /** As the user named the target; shown in messages and results. */
  readonly name: string;
  readonly client: ClientName;
}

interface OnEntity {
  readonly entity: Entity;
}

/** DynamoDB, or what speaks its protocol, as a target. It owns its client and closes it. */
export async function openDynamoTarget(
  endpoint: Endpoint,
  { name, client: clientName }: DynamoTargetOptions,
): Promise<Target> {
  const client = await connect(endpoint, clientName);
  const where = { target: name, at: endpoint.url };
  const tables = new Tables(client, where);
  const prepare = async (
    action: Action,
    { capture = false, retryConflicts = 0, signal }: PrepareOptions = {},
  ): Promise<Prepared> => {
    const preparation: Preparation = { client, capture, retryConflicts };
    const tablesOf = (members: readonly OnEntity[]) =>
      Promise.all(members.map(({ entity }) => tables.of(entity, signal)));
    switch (action.kind) {
      case "get":
        return prepareGet(preparation, action, await tables.of(action.entity, signal));
      case "put":
      case "update":
      case "delete":
        return prepareWrite(preparation, action, await tables.of(action.entity, signal));
      case "query":
        await tables.named(action.table, signal);
        return prepareQuery(preparation, action);
      case "scan":
        await tables.named(action.table, signal);
        return prepareScan(preparation, action);
      case "batchGet":
        return prepareBatchGet(preparation, action, await tables.of(action.entity, signal));
      case "batchWrite":
        return prepareBatchWrite(preparation, action, await tables.of(action.entity, signal));
      case "transactGet":
        return prepareTransactGet(preparation, action, await tablesOf(action.members));
      case "transactWrite":
        return prepareTransactWrite(preparation, action, await tablesOf(action.members));
      case "statement":
        return prepareStatement(preparation, action);
      default:
        return action satisfies never;
    }
  };
  return {
    name,
    client: clientName,
    capabilities: capabilities.dynamodb,
    ensureTable: async (schema, { signal } = {}) => {
      const options = { ...where, ifNotExists: true, ...(signal && { signal }) };
      return (await createTable(client, schema, options)).state;
    },
    prepare,
    loader: async (entity, signal) =>
      createLoader(client, entity, keyNames(await tables.of(entity, signal)), where.at),
    waiting: () => client.waiting(),
    reader: createReader(client, tables, where.at),
    close: () => client.close(),
  };
}
