import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { suggestion } from "../../config/suggest.ts";
import { DynError } from "../../errors.ts";
import type { Described } from "../../schema/diff.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { readTables } from "./files.ts";
import type { LivePlace, Place } from "./place.ts";

/** The table of a place, whole. A target is left again once it has told. */
export async function describedAt(session: Session, place: Place): Promise<Described> {
  if (place.kind === "live") return describedLive(session, place);
  const { file, table } = place;
  const schemas = await readTables(session, [file]);
  const schema = tableOf(schemas, file, table);
  return { kind: "file", name: table === undefined ? file : `${file}:${table}`, schema };
}

async function describedLive(session: Session, place: LivePlace): Promise<Described> {
  const { table } = place;
  return withDynamo(sessionAt(session, place), async ({ client, connection, endpoint }) => {
    const { inspectTable, missingTable } = await import("../../schema/tables.ts");
    const call = { signal: session.signal, at: endpoint.url };
    const live = await inspectTable(client, table, "all", call);
    if (live === undefined) throw await missingTable(client, table, connection.name, call);
    return { kind: "live", name: `${connection.name}:${table}`, schema: live.schema };
  });
}

/** The same session on the target of a place. */
export function sessionAt(session: Session, { target }: LivePlace): Session {
  return target === undefined ? session : { ...session, flags: { ...session.flags, target } };
}

/** The table of that name, else the only one. */
function tableOf(
  schemas: readonly TableSchema[],
  file: string,
  table: string | undefined,
): TableSchema {
  const names = schemas.map(schema => schema.table);
  const found = table === undefined ? schemas : schemas.filter(schema => schema.table === table);
  const [schema] = found;
  if (schema !== undefined && found.length === 1) return schema;
  if (table === undefined) {
    throw new DynError("usage", `${file} has ${names.length} tables: ${names.join(", ")}`, {
      hint: `name one, as in ${file}:${names[0]}`,
    });
  }
  throw new DynError("usage", `${file} has no table ${table}${suggestion(table, names)}`, {
    hint: `it has ${names.join(", ")}`,
  });
}
