import { confirm } from "../../cli/confirm.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { noticeMemory } from "../memory-notice.ts";
import { openTable } from "../read/open-table.ts";
import { type ImportOptions, type Plan, planned } from "./plan.ts";

export async function importItems(
  session: Session,
  options: ImportOptions,
  table: string,
  words: readonly string[],
): Promise<void> {
  const plan = await planned(session, options, table, words);
  if (session.flags.dryRun) {
    const { printFirstItems } = await import("./dry-run.ts");
    return printFirstItems(session, plan);
  }
  const { perform } = await import("./perform.ts");
  await withDynamo(
    session,
    async dynamo => {
      const { connection } = dynamo;
      await noticeMemory(session, connection);
      const what = `write ${plan.files.map(({ name }) => name).join(", ")} into ${table} on ${connection.name}`;
      if (connection.protect) await confirm(session, { what, typed: table });
      await perform(session, dynamo, await ready(session, dynamo, plan), plan);
    },
    { client: "wire", maxConnections: options.concurrency },
  );
}

/** The table, made first where a schema is given. */
async function ready(
  session: Session,
  dynamo: Dynamo,
  { schema, table }: Plan,
): Promise<TableSchema> {
  if (schema === undefined) return openTable(session, dynamo, table, { ttl: false });
  const { createTable } = await import("../../schema/tables.ts");
  const { client, endpoint, connection } = dynamo;
  const progress = session.progress(`creating ${table}`);
  try {
    const created = await createTable(client, schema, {
      target: connection.name,
      signal: session.signal,
      at: endpoint.url,
      ifNotExists: true,
      onWait: status => progress.update(`${table} on ${connection.name}: ${status}`),
    });
    return created.table.schema;
  } finally {
    progress.stop();
  }
}
