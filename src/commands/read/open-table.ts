import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { call } from "../../dynamodb/call.ts";
import { type LiveTable, readLiveTable } from "../../schema/live.ts";
import { isMissingTable, missingTable } from "../../schema/missing-table.ts";
import type { TableSchema } from "../../schema/schema.ts";

/**
 * The table as the service describes it. Its time to live is asked for only where somebody will
 * look at it, and done without where that is not allowed.
 */
export async function openTable(
  session: Session,
  dynamo: Dynamo,
  table: string,
  options: { readonly ttl: boolean },
): Promise<TableSchema> {
  return (await openLiveTable(session, dynamo, table, options)).schema;
}

/** The same with its sizes. */
export async function openLiveTable(
  session: Session,
  { client, connection, endpoint }: Dynamo,
  table: string,
  { ttl }: { readonly ttl: boolean },
): Promise<LiveTable> {
  const { signal } = session;
  const input = { TableName: table };
  try {
    const [described, expiring] = await Promise.all([
      call(client, "DescribeTable", input, { signal, at: endpoint.url }),
      ttl ? client.send("DescribeTimeToLive", input, { signal }) : undefined,
    ]);
    const timeToLive = expiring?.outcome === "ok" ? expiring.body.json() : undefined;
    return readLiveTable(described, timeToLive);
  } catch (error) {
    if (!isMissingTable(error)) throw error;
    throw await missingTable(client, table, connection.name, { signal });
  }
}
