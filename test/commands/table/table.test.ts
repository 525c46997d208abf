import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../../src/main.ts";
import { type FakeOptions, fakeContext } from "../../support/context.ts";
import { engine, uniqueTable } from "../../support/engine.ts";

let cwd: string;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-table-"));
  const { endpoint } = await engine();
  writeFileSync(
    join(cwd, "dyn.yaml"),
    `default: here
targets:
  here: { endpoint: "${endpoint.origin}" }
  guarded: { endpoint: "${endpoint.origin}", protect: true }
  nowhere: { endpoint: "http://127.0.0.1:1" }
`,
  );
});

afterAll(() => {
  rmSync(cwd, { recursive: true, force: true });
});

interface Run extends FakeOptions {
  readonly typed?: string;
}

async function dyn(words: readonly string[], { typed, ...options }: Run = {}) {
  const context = fakeContext({ cwd, home: cwd, ...options });
  if (typed !== undefined) context.type(typed);
  const code = await main(words, context);
  return { code, ...context.written };
}

/** On a terminal, with nothing redirected. */
const terminal = { stdinTTY: true, stdoutTTY: true, stderrTTY: true, env: { NO_COLOR: "1" } };

/** Writes a file with one table and returns both names. */
function tableFile(rest = "", table = uniqueTable("Cli")): { file: string; table: string } {
  const file = `${table}.yaml`;
  writeFileSync(join(cwd, file), `table: ${table}\npartitionKey: Id S\n${rest}`);
  return { file, table };
}

describe("dyn table create", () => {
  it("creates the tables of its files", async () => {
    const one = tableFile();
    const two = tableFile("ttl: ExpiresAt\n");
    expect(await dyn(["table", "create", one.file, two.file, "-o", "json"])).toEqual({
      code: 0,
      out: `${JSON.stringify(
        [
          { table: one.table, state: "created" },
          { table: two.table, state: "created" },
        ],
        null,
        2,
      )}\n`,
      err: "",
    });
    const { out } = await dyn(["table", "list", "-o", "jsonl"]);
    expect(out).toContain(`{"table":"${one.table}"}\n`);
    expect(out).toContain(`{"table":"${two.table}"}\n`);
  });

  it("says to a person what it did", async () => {
    const { file, table } = tableFile();
    const first = await dyn(["table", "create", file], terminal);
    expect(first.out).toBe(`created ${table} on here\n`);
    const again = await dyn(["table", "create", file, "--if-not-exists"], terminal);
    expect(again.out).toBe(`kept ${table} on here: it is there, the same\n`);
  });

  it("fails for a table that is there, after telling what it made before", async () => {
    const old = tableFile();
    await dyn(["table", "create", old.file]);
    const fresh = tableFile();
    const { code, out, err } = await dyn(["table", "create", fresh.file, old.file, "-o", "jsonl"]);
    expect(code).toBe(1);
    expect(out).toBe(`{"table":"${fresh.table}","state":"created"}\n`);
    expect(err).toBe(
      `error: ${old.table} on here is there already\n       add --if-not-exists to keep it, if it is the same\n`,
    );
  });

  it("reports all mistakes of all files, and creates nothing", async () => {
    const right = tableFile();
    const wrong = tableFile("biling: on-demand\nsortKey: At X\n");
    const worse = tableFile("ttl: 3\n");
    const { code, out, err } = await dyn(["table", "create", right.file, wrong.file, worse.file]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe(`error: ${wrong.file}:3:1  unknown key "biling"; did you mean "billing"?
error: ${wrong.file}:4:10  "X" is no key type; expected S (string), N (number) or B (binary), such as "Id S"
error: ${worse.file}:3:6  expected a string or false, got 3
3 problems in ${wrong.file}, ${worse.file}
`);
    expect((await dyn(["table", "list"])).out).not.toContain(right.table);
  });

  it("shows what it would create with --dry-run, and creates nothing", async () => {
    const { file, table } = tableFile(
      "ttl: ExpiresAt\nindexes: { ByAge: { partitionKey: Age N, projection: [Name] } }\n",
    );
    const { out } = await dyn(["table", "create", file, "--dry-run"], terminal);
    expect(out).toBe(`would create ${table}
  key      Id S
  billing  on-demand
  ttl      ExpiresAt
  index    ByAge: Age N · keys and Name
`);
    const { out: json } = await dyn(["table", "create", file, "--dry-run"]);
    expect(JSON.parse(json)).toMatchObject([
      { table, request: { BillingMode: "PAY_PER_REQUEST" } },
    ]);
    expect((await dyn(["table", "list"])).out).not.toContain(table);
  });

  it("says how to go on when interrupted", async () => {
    const { file } = tableFile();
    const context = fakeContext({ cwd, home: cwd });
    context.interrupt();
    expect(await main(["table", "create", file], context)).toBe(130);
    expect(context.written).toEqual({
      out: "",
      err: "stopped; the same command with --if-not-exists goes on\n",
    });
  });

  it("names a file that cannot be read", async () => {
    expect(await dyn(["table", "create", "missing.yaml"])).toMatchObject({
      code: 2,
      err: "error: cannot read missing.yaml (no such file)\n       check the path and try again\n",
    });
  });

  it("says where it cannot connect", async () => {
    const { code, err } = await dyn(["table", "create", tableFile().file, "-t", "nowhere"]);
    expect(code).toBe(4);
    expect(err).toContain("connection refused");
  });
});

describe("dyn table list", () => {
  it("prints names for people and CSV for sheets", async () => {
    const { file, table } = tableFile();
    await dyn(["table", "create", file]);
    expect((await dyn(["table", "list"], terminal)).out.split("\n")).toContain(table);
    expect((await dyn(["table", "list", "-o", "csv"])).out.split("\r\n")).toContain(table);
  });

  it("says how to go on when there is none", async () => {
    const { code, out, err } = await dyn(["table", "list", "-t", "memory"], terminal);
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("no tables on memory yet; make one with dyn table create");
  });
});

describe("dyn table describe", () => {
  it("shows keys, indexes, billing, sizes and time to live", async () => {
    const { file, table } = tableFile(`sortKey: At N
billing: { read: 5, write: 6 }
ttl: ExpiresAt
stream: keys-only
deletionProtection: true
tags: { team: identity, "cost center": "7" }
indexes: { ByAge: { partitionKey: Age N, projection: keys } }
localIndexes: { ByName: { sortKey: Name S } }
`);
    await dyn(["table", "create", file]);
    const { out } = await dyn(["table", "describe", table], terminal);
    expect(out.replace(/arn:\S+/, "ARN")).toBe(`${table} · here · ACTIVE · created a moment ago
  key         Id S, At N
  items       0 items, as last counted
  billing     5 read, 6 write units
  ttl         ExpiresAt (ENABLED)
  stream      keys-only
  protection  cannot be deleted
  tags        cost center=7, team=identity
  arn         ARN

indexes
  ByAge  ACTIVE
    Age N · keys only
    5 read, 6 write units

local indexes
  ByName
    Id S, Name S · all attributes
`);
  });

  it("leaves out a size that the target does not know", async () => {
    const { file, table } = tableFile();
    await dyn(["table", "create", file]);
    await dyn(["item", "put", table, '{"Id":"a"}']);
    const { out } = await dyn(["table", "describe", table], terminal);
    expect(out).toMatch(/^ {2}items +1 item, as last counted$/m);
  });

  it("prints the whole description as data", async () => {
    const { file, table } = tableFile("ttl: ExpiresAt\ntags: { team: identity }\n");
    await dyn(["table", "create", file]);
    const { out } = await dyn(["table", "describe", table]);
    expect(JSON.parse(out)).toMatchObject({
      Table: { TableName: table, TableStatus: "ACTIVE" },
      Tags: [{ Key: "team", Value: "identity" }],
      TimeToLiveDescription: { AttributeName: "ExpiresAt", TimeToLiveStatus: "ENABLED" },
    });
    expect((await dyn(["table", "describe", table, "-o", "yaml"])).out).toContain(
      `TableName: ${table}\n`,
    );
  });

  it("names the nearest table when there is none", async () => {
    const { file, table } = tableFile("", uniqueTable("UserSessions"));
    await dyn(["table", "create", file]);
    const typo = table.replace("Sess", "Ses");
    expect(await dyn(["table", "describe", typo])).toEqual({
      code: 1,
      out: "",
      err: `error: ${typo}: no such table on here\n       did you mean ${table}?\n`,
    });
  });

  it("escapes what a table may hold", async () => {
    const { file, table } = tableFile(
      'indexes: { ByX: { partitionKey: { name: "a\\e[2J", type: S } } }\n',
    );
    await dyn(["table", "create", file]);
    const { out } = await dyn(["table", "describe", table], terminal);
    expect(out).toContain("    a\\u{1b}[2J S · all attributes");
  });
});

describe("dyn table delete", () => {
  it("deletes when told so", async () => {
    const { file, table } = tableFile();
    await dyn(["table", "create", file]);
    expect(await dyn(["table", "delete", table, "--yes", "-o", "jsonl"])).toEqual({
      code: 0,
      out: `{"table":"${table}","deleted":true}\n`,
      err: "",
    });
    expect((await dyn(["table", "delete", table, "--yes"])).code).toBe(1);
  });

  it("asks on a terminal, and refuses without being asked off one", async () => {
    const { file, table } = tableFile();
    await dyn(["table", "create", file]);
    const refused = await dyn(["table", "delete", table]);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain(`will not delete table ${table} (0 items) on here`);
    expect((await dyn(["table", "delete", table], { ...terminal, typed: "n\n" })).code).toBe(1);
    const agreed = await dyn(["table", "delete", table], { ...terminal, typed: "y\n" });
    expect(agreed).toMatchObject({ code: 0, out: `deleted ${table} on here\n` });
  });

  it("wants the table's name typed where the target is protected", async () => {
    const { file, table } = tableFile();
    await dyn(["table", "create", file]);
    const words = ["table", "delete", table, "--yes", "-t", "guarded"];
    const hurried = await dyn(words, { ...terminal, typed: "y\n" });
    expect(hurried).toMatchObject({ code: 1, out: "" });
    expect(hurried.err).toContain("nothing was changed");
    expect((await dyn(words, { ...terminal, typed: `${table}\n` })).code).toBe(0);
  });

  it("deletes nothing with --dry-run, or when the table is protected", async () => {
    const { file, table } = tableFile("deletionProtection: true\n");
    await dyn(["table", "create", file]);
    const kept = await dyn(["table", "delete", table, "--yes"]);
    expect(kept.code).toBe(1);
    expect(kept.err).toContain(`${table} on here is protected against deletion`);
    const other = tableFile();
    await dyn(["table", "create", other.file]);
    const dry = await dyn(["table", "delete", other.table, "--dry-run"], terminal);
    expect(dry.out).toBe(`would delete table ${other.table} (0 items) on here\n`);
    expect((await dyn(["table", "list"])).out).toContain(other.table);
  });
});

describe("dyn table wait", () => {
  it("returns once the table is usable, or gone", async () => {
    const { file, table } = tableFile();
    await dyn(["table", "create", file]);
    expect((await dyn(["table", "wait", table], terminal)).out).toBe(
      `${table} on here is active\n`,
    );
    const indexed = await dyn(["table", "wait", table, "--for", "indexes"], terminal);
    expect(indexed.out).toBe(`${table} on here has all its indexes active\n`);
    const gone = await dyn(["table", "wait", "NoSuchTable", "--for", "deleted", "-o", "json"]);
    expect(JSON.parse(gone.out)).toEqual({ table: "NoSuchTable", state: "deleted" });
  });

  it("fails when time runs out", async () => {
    const words = ["table", "wait", "NoSuchTable", "--for", "exists", "--timeout", "50ms"];
    const { code, err } = await dyn(words);
    expect(code).toBe(1);
    expect(err).toContain("NoSuchTable on here is not there in time");
  });

  it("refuses what is no duration, and no state", async () => {
    expect(await dyn(["table", "wait", "Users", "--timeout", "soon"])).toMatchObject({ code: 2 });
    expect(await dyn(["table", "wait", "Users", "--for", "ready"])).toMatchObject({ code: 2 });
  });

  it("is interrupted quietly", async () => {
    const context = fakeContext({ cwd, home: cwd });
    const code = main(["table", "wait", "NoSuchTable", "--for", "exists"], context);
    context.interrupt();
    expect(await code).toBe(130);
    expect(context.written.out).toBe("");
  });
});

describe("dyn table --help", () => {
  it.each(["create", "list", "describe", "delete", "wait"])("%s shows examples", async verb => {
    const { code, out } = await dyn(["table", verb, "--help"]);
    expect(code).toBe(0);
    expect(out.split("Examples:\n")[1]).toContain(`  $ dyn table ${verb} `.trimEnd());
  });
});
