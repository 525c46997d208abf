import type { Session } from "../../cli/session.ts";
import { keyWords } from "../../data/table-keys.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { essential } from "../../schema/dump/essential.ts";
import type { LiveTable } from "../../schema/live.ts";
import { createTable, inspectTable, missingTable, waitFor } from "../../schema/tables.ts";
import type { Copy } from "./perform.ts";

/** The table that items go to, made first where that is wanted and it is missing. */
export async function destinationTable(session: Session, copy: Copy): Promise<LiveTable> {
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
  const isChanged = options.steps.length > 0;
  const key = found?.schema.key;
  if (!isChanged && key !== undefined && keyWords(key) !== keyWords(live.schema.key)) {
    throw new DynError("usage", `${from.name} and ${to.name} have different keys`, {
      hint: `${keyWords(live.schema.key)} there, ${keyWords(key)} here; --rename and --set make others`,
    });
  }
  if (found === undefined) return created(session, copy);
  return found.status === "CREATING" ? finished(session, copy) : found;
}

async function created(session: Session, { from, to }: Copy): Promise<LiveTable> {
  const { signal } = session;
  const { client, connection, endpoint } = to.dynamo;
  const whole = await inspectTable(from.dynamo.client, from.table, "all", {
    signal,
    at: from.dynamo.endpoint.url,
  });
  if (whole === undefined) throw new DynError("failed", `${from.name} is gone`);
  const schema = { ...essential(whole.schema), table: to.table };
  return awaiting(session, to, async onWait => {
    const calling = { target: connection.name, signal, at: endpoint.url, onWait };
    const { table, notes } = await createTable(client, schema, calling);
    for (const note of notes) await session.notice(escapeControl(note));
    return table;
  });
}

/** The table that a copy was making which was interrupted, or somebody else is. */
async function finished(session: Session, { to, from }: Copy): Promise<LiveTable> {
  const { client, connection, endpoint } = to.dynamo;
  await session.notice(
    `${to.name} is being created; its settings may not be whole: dyn table diff ${from.name} ${to.name}`,
  );
  const table = await awaiting(session, to, onWait =>
    waitFor(client, to.table, "active", {
      target: connection.name,
      signal: session.signal,
      at: endpoint.url,
      onWait,
    }),
  );
  if (table === undefined) throw new DynError("failed", `${to.name} is gone`);
  return table;
}

async function awaiting<T>(
  session: Session,
  { name }: Copy["to"],
  wait: (onWait: (status: string) => void) => Promise<T>,
): Promise<T> {
  const progress = session.progress(`creating ${name}`);
  try {
    return await wait(status => progress.update(`creating ${name}: ${status}`));
  } finally {
    progress.stop();
  }
}
