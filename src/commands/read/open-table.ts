import type { Dynamo } from "../../cli/dynamo.ts";
import type { Session } from "../../cli/session.ts";
import type { TableSchema } from "../../schema/schema.ts";

/** The table as the service describes it; its time to live only where somebody will look at it. */
export async function openTable(
  session: Session,
  { client, connection }: Dynamo,
  name: string,
  { ttl }: { readonly ttl: boolean },
): Promise<TableSchema> {
  const { signal } = session;
  const target = connection.name;
  const { describeTable, findTable } = await import("../../schema/tables.ts");
  if (ttl) return (await describeTable(client, name, { target, signal })).schema;
  const found = await findTable(client, name, { signal });
  if (found) return found.schema;
  const { missingTable } = await import("../../schema/missing-table.ts");
  throw await missingTable(client, name, target, { signal });
}
