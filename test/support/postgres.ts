import pg from "pg";
import type { SqlSettings } from "../../src/config/sql-settings.ts";
import { type PrivatePostgres, startPrivatePostgres } from "../../src/local/postgres/private.ts";
import { thisHost } from "./engine.ts";

let alone: Promise<PrivatePostgres> | undefined;
let replicated: Promise<PrivatePostgres> | undefined;
let databases = 0;

/**
 * The PostgreSQL that the tests of a worker share. It is started by the first that asks, and ends with
 * the worker, however that ends.
 */
export async function postgresServer(): Promise<SqlSettings> {
  alone ??= startPrivatePostgres(thisHost);
  return (await alone).settings;
}

/** The same with a streaming replica as its reader. */
export async function postgresWithReplica(): Promise<SqlSettings> {
  replicated ??= startPrivatePostgres(thisHost, { replicas: 1 });
  return (await replicated).settings;
}

/** A new, empty database on the worker's server. */
export async function freshDatabase(): Promise<SqlSettings> {
  return newDatabase(await postgresServer());
}

/** A new, empty database on a server; its replica may not have it yet. */
async function newDatabase(settings: SqlSettings): Promise<SqlSettings> {
  databases += 1;
  const database = `test_${databases}`;
  await askPostgres(settings, `CREATE DATABASE ${database}`);
  return { ...settings, database };
}

/** The rows that a server of dyn's own gives for a statement; the writer unless another is named. */
export async function askPostgres(
  settings: SqlSettings,
  statement: string,
  { host, port } = settings.writer,
): Promise<Record<string, unknown>[]> {
  const { user, database, auth } = settings;
  const password = auth.kind === "own" ? auth.password : "";
  const client = new pg.Client({ host, port, user, database, password });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
