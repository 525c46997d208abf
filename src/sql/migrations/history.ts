import type { Engine } from "../../config/sql-settings.ts";
import type { ServerConnection } from "../engine.ts";
import { ask } from "./ask.ts";

/** What the database knows of a migration. */
export interface Applied {
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  /** Absent when another program than dyn applied it. */
  readonly checksum?: string;
}

/** One that ended in its middle, and was not rolled back. */
export interface Begun {
  readonly name: string;
  /** Statements that are applied, and of how many. */
  readonly done: number;
  readonly statements: number;
  /** Of its text up to the end of those. */
  readonly checksum: string;
}

export interface History {
  /** In the order in which they were applied. */
  readonly applied: readonly Applied[];
  readonly begun: readonly Begun[];
}

/** Kysely's own table of what is applied. */
export const appliedTable = "kysely_migration";
/** What dyn adds to it. */
export const checksumTable = "dyn_migration";

export const createChecksumTable = `CREATE TABLE IF NOT EXISTS ${checksumTable} (
  name varchar(255) NOT NULL PRIMARY KEY,
  checksum char(64) NOT NULL,
  statements integer NOT NULL,
  done integer NOT NULL
)`;

const currentSchema = { postgres: "current_schema()", mysql: "DATABASE()" } as const;

export async function readHistory(session: ServerConnection, engine: Engine): Promise<History> {
  const found = await ask(
    session,
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = ${currentSchema[engine]}
        AND table_name IN ('${appliedTable}', '${checksumTable}')`,
  );
  const has = (table: string) => found.some(({ name }) => name === table);
  const rows = has(appliedTable)
    ? await ask(session, `SELECT name, timestamp AS at FROM ${appliedTable}`)
    : [];
  const sums = has(checksumTable)
    ? await ask(session, `SELECT name, checksum, statements, done FROM ${checksumTable}`)
    : [];
  const checksums = new Map(sums.map(({ name, checksum }) => [name, String(checksum)] as const));
  const applied = rows.map(({ name, at }): Applied => {
    const checksum = checksums.get(name ?? null);
    return { name: String(name), at: String(at), ...(checksum !== undefined && { checksum }) };
  });
  const begun = sums
    .filter(({ name }) => !rows.some(row => row.name === name))
    .map(({ name, checksum, statements, done }) => ({
      name: String(name),
      checksum: String(checksum),
      statements: Number(statements),
      done: Number(done),
    }));
  return { applied: applied.sort(byTime), begun };
}

/** As Kysely does, which takes them back in this order. */
function byTime(a: Applied, b: Applied): number {
  return Date.parse(a.at) - Date.parse(b.at) || compareNames(a.name, b.name);
}

export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
