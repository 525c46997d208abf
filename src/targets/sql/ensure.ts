import { DynError } from "../../errors.ts";
import type { Attributes } from "../../scenario/attributes.ts";
import type { KeySchema, TableSchema } from "../../schema/schema.ts";
import { faultError } from "../../sql/connection-error.ts";
import type { Database, SqlFault } from "../../sql/database.ts";
import type { EnsureOptions, TableState } from "../target.ts";
import type { Design, Dialect } from "./dialect.ts";
import { differencesOf } from "./differences.ts";
import type { Tables } from "./tables.ts";

interface Ensuring {
  readonly database: Database;
  readonly dialect: Dialect;
  readonly tables: Tables;
}

/**
 * Makes a table with a column for each attribute, or takes one that can hold them.
 * @throws DynError for one that cannot, with the statements that would make it so
 */
export async function ensureTable(
  { database, dialect, tables }: Ensuring,
  schema: TableSchema,
  { attributes = new Map(), signal }: EnsureOptions = {},
): Promise<TableState> {
  const design = designOf(schema, attributes);
  const ask = tables.ask(signal);
  let state: TableState = "exists";
  if ((await dialect.find(design.table, ask)) === undefined) {
    state = await create(database, await dialect.creation(design, ask), signal);
  }
  const found = await tables.described(design.table, signal);
  const { what, remedies } = await differencesOf(design, found, dialect, ask);
  if (what.length > 0) {
    const named = `${design.table} on ${database.name}`;
    const other = "give the file's table another name, or drop the one that is there";
    throw new DynError("failed", `${named} differs: ${what.join("; ")}`, {
      hint: remedies.length === what.length ? remedies.join("; ") : other,
    });
  }
  return state;
}

function designOf(schema: TableSchema, attributes: Attributes): Design {
  const { table, key, indexes, localIndexes } = schema;
  const all = [...indexes, ...localIndexes];
  const kinds = new Map(attributes);
  for (const { name, type } of [key, ...all.map(index => index.key)].flatMap(attributesOf)) {
    kinds.set(name, type);
  }
  const names = (of: KeySchema) => attributesOf(of).map(({ name }) => name);
  return {
    table,
    columns: [...kinds].map(([name, kind]) => ({ name, kind })),
    key: names(key),
    indexes: all.map(index => ({ name: `${table}_${index.name}`, columns: names(index.key) })),
  };
}

function attributesOf({ partition, sort }: KeySchema) {
  return [...partition, ...sort];
}

/** What engines say when somebody else has made the table a moment before. */
const madeMeanwhile: ReadonlySet<string> = new Set(["42P07", "23505", "ER_TABLE_EXISTS_ERROR"]);

async function create(
  database: Database,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<TableState> {
  const answer = await database.transact(signal ? { signal } : {}, async transaction => {
    let fault: SqlFault | undefined;
    for (const text of texts) {
      const made = await transaction.run({ text, readOnly: false }, []);
      if (made.outcome === "ok") continue;
      fault = made.fault;
      break;
    }
    return { commit: fault === undefined, value: fault, ...(fault && { fault }) };
  });
  const fault = "fault" in answer ? answer.fault : answer.value;
  if (fault === undefined) return "created";
  if (madeMeanwhile.has(fault.code)) return "exists";
  throw faultError(fault, database.name);
}
