import type { ClientName, Endpoint } from "../../dynamodb/client.ts";
import { connect } from "../../dynamodb/connect.ts";
import type { Action } from "../../scenario/scenario.ts";
import { createTable } from "../../schema/tables.ts";
import type { Prepared, PrepareOptions, Target } from "../target.ts";
import { prepareBatchGet } from "./batch-get.ts";
import { prepareBatchWrite } from "./batch-write.ts";
import { prepareDelete } from "./delete.ts";
import { prepareGet } from "./get.ts";
import { TableKeys } from "./keys.ts";
import { createLoader } from "./loader.ts";
import { preparePut } from "./put.ts";
import { prepareQuery } from "./query.ts";
import { prepareUpdate } from "./update.ts";

export interface DynamoTargetOptions {
  /** As the user named the target; shown in messages and results. */
  readonly name: string;
  readonly client: ClientName;
}

/** DynamoDB, or what speaks its protocol, as a target. It owns its client and closes it. */
export async function openDynamoTarget(
  endpoint: Endpoint,
  { name, client: clientName }: DynamoTargetOptions,
): Promise<Target> {
  const client = await connect(endpoint, clientName);
  const where = { target: name, at: endpoint.url };
  const keys = new TableKeys(client, where);
  const prepare = async (action: Action, { signal }: PrepareOptions = {}): Promise<Prepared> => {
    switch (action.kind) {
      case "get":
        return prepareGet(client, action, await keys.of(action.entity, signal));
      case "put":
        await keys.of(action.entity, signal);
        return preparePut(client, action);
      case "update":
        return prepareUpdate(client, action, await keys.of(action.entity, signal));
      case "delete":
        return prepareDelete(client, action, await keys.of(action.entity, signal));
      case "query":
        await keys.ofTable(action.table, signal);
        return prepareQuery(client, action);
      case "batchGet":
        return prepareBatchGet(client, action, await keys.of(action.entity, signal));
      case "batchWrite":
        return prepareBatchWrite(client, action, await keys.of(action.entity, signal));
      default:
        throw new TypeError(`${action.kind} cannot be prepared yet`);
    }
  };
  return {
    name,
    client: clientName,
    ensureTable: async (schema, signal) => {
      const options = { ...where, ifNotExists: true, ...(signal && { signal }) };
      return (await createTable(client, schema, options)).state;
    },
    prepare,
    loader: async (entity, signal) =>
      createLoader(client, entity, await keys.of(entity, signal), where.at),
    waiting: () => client.waiting(),
    reader: {
      describe: () => Promise.reject(new TypeError("not read yet")),
      fetch: () => Promise.reject(new TypeError("not read yet")),
      scan: () => {
        throw new TypeError("not read yet");
      },
    },
    close: () => client.close(),
  };
}
