import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DynError } from "../../../src/errors.ts";
import { checksumOf } from "../../../src/sql/migrations/checksum.ts";
import { namedMigration, readMigrations } from "../../../src/sql/migrations/folder.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-migrations-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function refused(engine: "postgres" | "mysql" = "postgres"): Promise<DynError> {
  const error = await readMigrations(".", engine, folder).catch(error => error);
  if (!(error instanceof DynError)) throw new Error("not refused");
  return error;
}

describe("the migrations of a folder", () => {
  it("are in the order of their names, with what takes them back, and others of the engine alone", async () => {
    write({
      "m/0002_b.up.sql": "SELECT 2",
      "m/0002_b.down.sql": "SELECT -2",
      "m/0001_a.sql": "SELECT 1; SELECT 1",
      "m/postgres/0003_c.sql": "-- no-transaction\nSELECT 3",
      "m/mysql/0003_c.sql": "SELECT 3",
      "m/README.md": "about them",
    });
    const found = await readMigrations("m", "postgres", folder);
    expect(
      found.map(({ name, up, down }) => [name, up.file, up.transactional, down?.text]),
    ).toEqual([
      ["0001_a", "m/0001_a.sql", true, undefined],
      ["0002_b", "m/0002_b.up.sql", true, "SELECT -2"],
      ["0003_c", "m/postgres/0003_c.sql", false, undefined],
    ]);
    expect(namedMigration("0002", found).name).toBe("0002_b");
    expect(namedMigration("m/0002_b.up.sql", found).name).toBe("0002_b");
    expect(() => namedMigration("0004", found)).toThrow("no migration 0004");
  });

  it("are refused with every mistake of their names", async () => {
    write({
      "10_late.sql": "",
      "9_early.sql": "",
      "8_lonely.down.sql": "",
      "first.sql": "",
      "0010_twin.sql": "",
      "0010_other.sql": "",
      "0009_SHOUTED.SQL": "",
      "0009_SHOUTED.down.sql": "",
      "postgres/0009_SHOUTED.down.sql": "",
    });
    const { problems } = await refused();
    expect(problems.map(({ message }) => message)).toEqual([
      "first.sql has no number in front",
      "0010_twin.sql and 0010_other.sql have one number",
      "10_late.sql and 0010_twin.sql have one number",
      "10_late.sql would come before 9_early.sql",
      "8_lonely.down.sql takes nothing back",
      "0009_SHOUTED.down.sql and postgres/0009_SHOUTED.down.sql take back the same",
    ]);
  });

  it("are refused with the places of what is open, or would end their transaction", async () => {
    write({ "1_a.sql": "SELECT 1;\nBEGIN;\nSELECT 2;\n COMMIT;", "2_b.sql": "SELECT 'a" });
    const { problems } = await refused();
    expect(problems.map(({ message, place }) => [message, place?.line, place?.column])).toEqual([
      ["BEGIN in a file that is run in a transaction anyway", 2, 1],
      ["COMMIT in a file that is run in a transaction anyway", 4, 2],
      ["a string is not closed", 2 - 1, 8],
    ]);
  });

  it("are refused where they lock tables of MySQL", async () => {
    write({ "1_a.sql": "CREATE TABLE a (id int);\nlock tables a write;\nUNLOCK TABLES;" });
    const { problems } = await refused("mysql");
    expect(problems).toMatchObject([{ place: { line: 2, column: 1 } }]);
  });

  it("are refused where they copy from or to a client, whatever the rows are", async () => {
    write({
      "1_a.sql":
        "-- no-transaction\nSELECT 1;\n copy /* c */ a (id)\n  FROM stdin WITH (FORMAT csv);",
      "2_b.sql":
        "COPY (SELECT a FROM b) TO STDOUT; COPY a FROM '/tmp/stdin'; COPY stdin TO PROGRAM 'x'",
      "3_c.sql": "COPY a FROM STDIN;\n1\tit's\n\\.\n",
    });
    const { problems } = await refused();
    const hint = "take it out: dyn aurora load writes rows";
    expect(problems).toMatchObject([
      { place: { file: "1_a.sql", line: 3, column: 2 }, hint },
      { place: { file: "2_b.sql", line: 1, column: 1 } },
      { place: { file: "3_c.sql", line: 1, column: 1 }, hint },
    ]);
    expect(problems[0]?.message).toBe("COPY from or to the client, which has no rows here");
  });

  it("are refused where they hold a NUL", async () => {
    write({ "1_a.sql": "SELECT 1;\nSELECT '\0';" });
    for (const engine of ["postgres", "mysql"] as const) {
      expect((await refused(engine)).problems).toMatchObject([
        { message: "a NUL byte", place: { file: "1_a.sql", line: 2, column: 9 } },
      ]);
    }
  });

  it("are regular files, or links to such", async () => {
    write({ "1_a.sql": "SELECT 1" });
    symlinkSync("1_a.sql", join(folder, "2_b.sql"));
    expect(await readMigrations(".", "postgres", folder)).toHaveLength(2);
    execFileSync("mkfifo", [join(folder, "3_fifo.sql")]);
    symlinkSync("3_fifo.sql", join(folder, "4_link.sql"));
    mkdirSync(join(folder, "5_folder.sql"));
    const { problems } = await refused();
    expect(problems.map(({ message }) => message).sort()).toEqual([
      "3_fifo.sql is not a regular file",
      "4_link.sql is not a regular file",
      "5_folder.sql is not a regular file",
    ]);
  });

  it("need a folder", async () => {
    const error = await readMigrations("none", "mysql", folder).catch(error => error);
    expect(error.message).toBe("cannot read the migrations in none: there is no such folder");
  });
});

describe("a checksum", () => {
  it("is the same for what editors and version control change", () => {
    const lines = fc.array(
      fc.string().filter(line => line.trimEnd() === line && line !== "\ufeff"),
    );
    fc.assert(
      fc.property(lines, all => {
        const text = `CREATE TABLE a (b int)\n${all.join("\n")}`;
        const changed = `\ufeff${text.replaceAll("\n", " \r\n")}\r\n\r\n`;
        expect(checksumOf(changed)).toBe(checksumOf(text));
      }),
    );
  });

  it("is another for any other change", () => {
    expect(checksumOf("SELECT 1")).not.toBe(checksumOf("SELECT  1"));
    expect(checksumOf("SELECT 1\nFROM a")).not.toBe(checksumOf("SELECT 1 FROM a"));
  });
});
