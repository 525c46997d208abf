import type { Context } from "../../cli/context.ts";
import type { Connection } from "../../config/connection.ts";
import { connectionOf } from "../../config/resolve.ts";
import type { Client, Endpoint } from "../../dynamodb/client.ts";
import { connect, embeddedEndpoint, endpointFor, isLoopback } from "../../dynamodb/connect.ts";
import { listTables } from "../../schema/list.ts";
import { remembered } from "./memory.ts";

/** How long a target may take: who presses Tab types on rather than wait any longer. */
const patienceMs = 1_000;
/** More names than anybody reads are no help. */
const mostTables = 1_000;

/** The tables of the target; none when it cannot tell, or not in time. */
export function tableNames(
  context: Context,
  target: string | undefined,
): Promise<readonly string[]> {
  return ask(context, target, "tables", (client, signal) =>
    listTables(client, { signal, most: mostTables }),
  );
}

/** The indexes of a table, under the same terms. */
export function indexNames(
  context: Context,
  target: string | undefined,
  table: string,
): Promise<readonly string[]> {
  return ask(context, target, `indexes of ${table}`, async (client, signal) => {
    const reply = await client.send("DescribeTable", { TableName: table }, { signal });
    if (reply.outcome !== "ok") return [];
    const { readLiveTable } = await import("../../schema/live.ts");
    const { schema } = readLiveTable(reply.body.json(), undefined);
    return [...schema.indexes, ...schema.localIndexes].map(({ name }) => name);
  });
}

async function ask(
  context: Context,
  target: string | undefined,
  what: string,
  use: (client: Client, signal: AbortSignal) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const connection = await connectionOf(context, target);
  const endpoint = await endpointOf(connection, context, target !== undefined);
  if (endpoint === undefined) return [];
  const once = { ...endpoint, maxAttempts: 1, connectTimeoutMs: patienceMs };
  const look = async () => {
    const client = await connect(once, "wire");
    // From here on: on a busy machine dyn alone may need as long until it can ask.
    const signal = AbortSignal.any([context.interrupted, AbortSignal.timeout(patienceMs)]);
    try {
      return await use(client, signal);
    } finally {
      await client.close();
    }
  };
  // What is on this machine answers at once, and shall tell of a table that was just made.
  if (isLoopback(endpoint.url)) return look();
  return remembered(context, [endpoint.url.href, connection.name, what], look);
}

/**
 * Where the target is, if it may be asked: an engine that runs; AWS, or anything else that is not on
 * this machine, only when the command line itself names it.
 */
async function endpointOf(
  connection: Connection,
  context: Context,
  isNamed: boolean,
): Promise<Endpoint | undefined> {
  const options = { env: context.env, maxConnections: 1 };
  switch (connection.kind) {
    case "memory":
      return undefined;
    case "local": {
      const { sharedEngine } = await import("../../local/shared.ts");
      const status = await sharedEngine(context).status();
      return status.running ? embeddedEndpoint(new URL(status.endpoint), options) : undefined;
    }
    case "dynamodb": {
      const isHere = connection.endpoint !== undefined && isLoopback(connection.endpoint);
      return isHere || isNamed ? endpointFor(connection, options) : undefined;
    }
    case "sql":
    case "postgres-memory":
    case "postgres-local":
      return undefined;
    default:
      return connection satisfies never;
  }
}
