import { type CallOptions, call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";

export interface ListOptions extends CallOptions {
  /** Stops once this many names are known. */
  readonly most?: number;
}

/** The names of all tables, page by page, in the order of the service. Throws a ReplyError. */
export async function listTables(client: Client, options: ListOptions = {}): Promise<string[]> {
  const { most = Number.POSITIVE_INFINITY, ...calling } = options;
  const names: string[] = [];
  let last: string | undefined;
  do {
    const input = last === undefined ? {} : { ExclusiveStartTableName: last };
    const page = await call(client, "ListTables", input, calling);
    names.push(...(page.TableNames ?? []));
    last = page.LastEvaluatedTableName;
  } while (last !== undefined && names.length < most);
  return names;
}
