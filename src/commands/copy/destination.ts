import type { Session } from "../../cli/session.ts";
import { keyWords } from "../../data/table-keys.ts";
import { DynError } from "../../errors.ts";
import { essential } from "../../schema/dump/essential.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { createTable, inspectTable, missingTable } from "../../schema/tables.ts";
import type { Copy } from "./perform.ts";

/** The table that items go to, made first where that is wanted and it is missing. */
export async function destinationTable(session: Session, copy: Copy): Promise<TableSchema> {
  const { from, to, live, options } = copy;
  const { client, connection, endpoint } = to.dynamo;
  const call = { signal: session.signal, at: endpoint.url };
  const asked = { ttl: false, pointInTimeRecovery: false, tags: false, insights: [] };
  const found = await inspectTable(client, to.table, asked, call);
  if (found === undefined && options.create !== true) {
    const error = await missingTable(client, to.table, connection.name, call);
    const hint = `${error.hint}; --create makes it as ${from.name} is`;
    throw new DynError(error.kind, error.message, { hint });
  }
  const table = found?.schema ?? (await created(session, copy));
  const isChanged = options.steps.length > 0;
  if (!isChanged && keyWords(table.key) !== keyWords(live.schema.key)) {
    throw new DynError("usage", `${from.name} and ${to.name} have different keys`, {
      hint: `${keyWords(live.schema.key)} there, ${keyWords(table.key)} here; --rename and --set make others`,
    });
  }
  return table;
}

async function created(session: Session, { from, to }: Copy): Promise<TableSchema> {
  const { signal } = session;
  const { client, connection, endpoint } = to.dynamo;
  const whole = await inspectTable(from.dynamo.client, from.table, "all", {
    signal,
    at: from.dynamo.endpoint.url,
  });
  if (whole === undefined) throw new DynError("failed", `${from.name} is gone`);
  const schema = { ...essential(whole.schema), table: to.table };
  const progress = session.progress(`creating ${to.name}`);
  try {
    const { table } = await createTable(client, schema, {
      target: connection.name,
      signal,
      at: endpoint.url,
      onWait: status => progress.update(`creating ${to.name}: ${status}`),
    });
    return table.schema;
  } finally {
    progress.stop();
  }
}
