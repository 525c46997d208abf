import { type CallOptions, call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { type LiveTable, readLiveTable } from "./live.ts";
import { isMissingTable, missingTable } from "./missing-table.ts";

export interface TableOptions extends CallOptions {
  /** Where the table is, as the user names it; for messages. */
  readonly target: string;
}

/** The table as it is now. Throws a DynError, with the nearest name, when there is none. */
export async function describeTable(
  client: Client,
  table: string,
  options: TableOptions,
): Promise<LiveTable> {
  const input = { TableName: table };
  try {
    const [described, expiring] = await Promise.all([
      call(client, "DescribeTable", input, options),
      call(client, "DescribeTimeToLive", input, options),
    ]);
    return readLiveTable(described, expiring);
  } catch (error) {
    if (isMissingTable(error)) throw await missingTable(client, table, options.target, options);
    throw error;
  }
}

/** The table as it is now, without its time to live; undefined when there is none. */
export async function findTable(
  client: Client,
  table: string,
  options?: CallOptions,
): Promise<LiveTable | undefined> {
  try {
    return readLiveTable(
      await call(client, "DescribeTable", { TableName: table }, options),
      undefined,
    );
  } catch (error) {
    if (isMissingTable(error)) return undefined;
    throw error;
  }
}
