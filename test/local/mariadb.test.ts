import { describe, expect, test } from "vitest";
import { askMariadb, freshMariadb, mariadbMissing } from "../support/mariadb.ts";

describe.skipIf(mariadbMissing)(`MariaDB for tests ${mariadbMissing ?? ""}`, () => {
  test("gives each test a database of its own", async () => {
    const one = await freshMariadb();
    const other = await freshMariadb();
    await askMariadb(one, "CREATE TABLE mine (n int)");
    expect(await askMariadb(one, "SHOW TABLES")).toHaveLength(1);
    expect(await askMariadb(other, "SHOW TABLES")).toEqual([]);
  });
});
