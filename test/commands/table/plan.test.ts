import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { main } from "../../../src/main.ts";
import { fakeContext } from "../../support/context.ts";
import { uniqueTable } from "../../support/engine.ts";
import { dyn } from "../../support/in-process.ts";

const cwd = mkdtempSync(join(tmpdir(), "dyn-plan-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

let files = 0;

/** Writes a file and gives its name. */
function file(text: string): string {
  files += 1;
  const name = `t${files}.yaml`;
  writeFileSync(join(cwd, name), text);
  return name;
}

const terminal = { cwd, stdoutTTY: true, env: { NO_COLOR: "1" } };
const plan = (...words: string[]) => dyn(["table", "plan", ...words], terminal);
const create = (text: string) => dyn(["table", "create", file(text)], { cwd });

describe("dyn table plan", () => {
  it("tells what each table needs, and counts those that need nothing", async () => {
    const [same, changed, replaced, fresh] = ["Same", "Changed", "Replaced", "Fresh"];
    await create(`table: ${same}\npartitionKey: Id S\n`);
    await create(
      `table: ${changed}\npartitionKey: Id S\nstream: keys-only\nbilling: { read: 1, write: 1 }\nindexes: { Old: { partitionKey: A S } }\n`,
    );
    await create(`table: ${replaced}\npartitionKey: Id S\n`);
    const wanted = [
      `table: ${same}\npartitionKey: Id S\n`,
      `table: ${changed}\npartitionKey: Id S\nstream: false\nbilling: on-demand\nttl: At\nindexes: { New: { partitionKey: B N, projection: keys } }\ntags: { team: shop }\n`,
      `table: ${replaced}\npartitionKey: Id N\n`,
      `table: ${fresh}\npartitionKey: Id S\nttl: At\n`,
    ];
    expect((await plan(file(wanted.join("---\n")))).out).toMatchInlineSnapshot(`
      "~ Changed: 6 changes
          ~ billing      1 read, 1 write units → on-demand
          - indexes.Old  A S (all attributes)
          + indexes.New  B N (keys only)
          + ttl          At
          - stream       keys-only
          + tags.team    shop
          6 calls, in this order: remove index Old, switch to on-demand billing, end
          the stream, add index New, expire items by At, tag team

      ± Replaced: replace
          ± key  Id S → Id N
                 the key of a table cannot change
          · its 0 items, as last counted, go with it
          2 calls, in this order: delete table Replaced, create table Replaced

      + Fresh: create
          + key      Id S
          + billing  on-demand
          + ttl      At
          2 calls, in this order: create table Fresh, expire items by At

      1 to create, 1 to change, 1 to replace, 1 unchanged
      "
    `);
  });

  it("lists tables that need nothing, and what is said of them, when it is to say more", async () => {
    const table = uniqueTable("Plan");
    await create(`table: ${table}\npartitionKey: Id S\n`);
    const wanted = file(`table: ${table}\npartitionKey: Id S\npointInTimeRecovery: true\n`);
    expect((await plan(wanted)).out).toBe(
      "1 note on unchanged tables; --verbose shows it\n1 unchanged\n",
    );
    expect((await plan(wanted, "--verbose")).out).toBe(
      `= ${table}: unchanged
    · pointInTimeRecovery: the target does not tell it, so it is left as it is

1 unchanged
`,
    );
  });

  it("ends with 3 on differences, if asked to", async () => {
    const table = uniqueTable("Plan");
    const wanted = file(`table: ${table}\npartitionKey: Id S\n`);
    const json = ["table", "plan", wanted, "-o", "json"];
    expect(await dyn(json, { cwd })).toMatchObject({ code: 0, err: "" });
    const { code, out, err } = await dyn([...json, "--detailed-exitcode"], { cwd });
    expect({ code, err }).toEqual({ code: 3, err: "" });
    expect(JSON.parse(out)).toEqual({
      schema: "dyn.plan/1",
      target: expect.stringContaining("http"),
      tables: [
        {
          table,
          action: "create",
          changes: [
            { kind: "add", setting: "key", to: "Id S" },
            { kind: "add", setting: "billing", to: "on-demand" },
          ],
          steps: [
            {
              operation: "CreateTable",
              input: expect.objectContaining({ TableName: table }),
              what: `create table ${table}`,
              settings: ["table"],
            },
          ],
          notes: [],
        },
      ],
      ok: false,
    });
    await dyn(["table", "create", wanted], { cwd });
    const after = await dyn([...json, "--detailed-exitcode"], { cwd });
    expect(after).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(after.out)).toMatchObject({ ok: true, tables: [{ action: "none" }] });
  });

  it("tells names and tags harmlessly, and within the terminal", async () => {
    const table = uniqueTable("Plan");
    const text = `table: ${table}\npartitionKey: Id S\nttl: "\\e[31mRed"\ntags: { "a b": "${"long ".repeat(40)}" }\nindexes: { ${"Long.".repeat(20)}: { partitionKey: "A\\u202eB S" } }\n`;
    const { out } = await dyn(["table", "plan", file(text)], { ...terminal, columns: 50 });
    expect(out).not.toMatch(/[^\P{C}\n]/u);
    expect(out).toContain("\\u{1b}[31mRed");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(50);
  });

  it("refuses a table that is in two files, and a target that is not there", async () => {
    const text = "table: Twice\npartitionKey: Id S\n";
    const [one, two] = [file(text), file(text)];
    expect(await plan(one, two)).toMatchObject({
      code: 2,
      err: `error: table Twice is in ${one} and in ${two}\n       a table has one file; leave one of them out\n`,
    });
    expect(await plan(one, one)).toMatchObject({ code: 2, err: `error: ${one} is given twice\n` });
    const context = fakeContext({ cwd });
    expect(await main(["table", "plan", one, "-t", "staging"], context)).toBe(2);
    expect(context.written.err).toContain('unknown target "staging"');
  });
});
