import { describe, expect, test } from "vitest";
import {
  askPostgres,
  freshDatabase,
  postgresServer,
  postgresWithReplica,
} from "../../support/postgres.ts";

describe("a private PostgreSQL", () => {
  test("has a database whose text is UTF-8, compared by bytes", async () => {
    const [row] = await askPostgres(
      await postgresServer(),
      "SELECT pg_encoding_to_char(encoding) AS encoding, datcollate FROM pg_database WHERE datname = current_database()",
    );
    expect(row).toEqual({ encoding: "UTF8", datcollate: "C" });
  });

  test("gives each test a database of its own", async () => {
    const one = await freshDatabase();
    const other = await freshDatabase();
    await askPostgres(one, "CREATE TABLE mine ()");
    const tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    expect(await askPostgres(one, tables)).toEqual([{ tablename: "mine" }]);
    expect(await askPostgres(other, tables)).toEqual([]);
  });

  test("has a replica that follows it and takes no writes", async () => {
    const settings = await postgresWithReplica();
    const [reader] = settings.readers;
    await askPostgres(settings, "CREATE TABLE followed AS SELECT 7 AS n");
    await expect
      .poll(() => askPostgres(settings, "SELECT n FROM followed", reader).catch(() => []), {
        timeout: 10_000,
      })
      .toEqual([{ n: 7 }]);
    await expect(askPostgres(settings, "DELETE FROM followed", reader)).rejects.toMatchObject({
      code: "25006",
    });
  });
});
