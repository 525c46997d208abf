import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../../src/main.ts";
import { type FakeOptions, fakeContext } from "../../support/context.ts";
import { type ControlPlaneServer, startControlPlane } from "../../support/control-plane.ts";
import { engine, uniqueTable } from "../../support/engine.ts";

let cwd: string;
let aws: ControlPlaneServer;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-apply-"));
  const { endpoint } = await engine();
  aws = await startControlPlane();
  writeFileSync(
    join(cwd, "dyn.yaml"),
    `default: here
targets:
  here: { endpoint: "${endpoint.origin}" }
  guarded: { endpoint: "${endpoint.origin}", protect: true }
  cloud: { endpoint: "${aws.url.origin}" }
`,
  );
});

afterAll(async () => {
  await aws.close();
  rmSync(cwd, { recursive: true, force: true });
});

const terminal = { stdinTTY: true, stdoutTTY: true, stderrTTY: true, env: { NO_COLOR: "1" } };

async function apply(
  words: readonly string[],
  { typed, ...options }: FakeOptions & { readonly typed?: string } = {},
) {
  const context = fakeContext({ cwd, home: cwd, ...options });
  if (typed !== undefined) context.type(typed);
  const code = await main(["table", "apply", ...words], context);
  return { code, ...context.written };
}

async function dyn(...words: string[]) {
  const context = fakeContext({ cwd, home: cwd });
  const code = await main(words, context);
  return { code, ...context.written };
}

function tableFile(rest = "", table = uniqueTable("Apply")): { file: string; table: string } {
  const file = `${table}.yaml`;
  writeFileSync(join(cwd, file), `table: ${table}\npartitionKey: Id S\n${rest}`);
  return { file, table };
}

describe("dyn table apply", () => {
  it("shows what it will do, asks, does it, and says so", async () => {
    const { file, table } = tableFile("ttl: ExpiresAt\n");
    const { code, out, err } = await apply([file], { ...terminal, typed: "y\n" });
    expect({ code, out }).toEqual({ code: 0, out: `created ${table} on here: 2 steps\n` });
    expect(err).toContain(`+ ${table}: create`);
    expect(err).toContain(`create ${table} on here? [y/N] `);
    expect(err).toContain(
      `✔ ${table} on here: create table ${table}\n✔ ${table} on here: expire items by ExpiresAt\n`,
    );
    expect(await apply([file], terminal)).toEqual({
      code: 0,
      out: `${table} on here is unchanged\n`,
      err: "",
    });
  });

  it("changes nothing unless it is told to", async () => {
    const { file, table } = tableFile();
    const no = await apply([file], { ...terminal, typed: "n\n" });
    expect(no).toMatchObject({ code: 1, out: "" });
    expect(no.err).toContain("error: nothing was changed");
    const silent = await apply([file]);
    expect(silent).toMatchObject({ code: 2, out: "" });
    expect(silent.err).toContain("add --yes if you mean it");
    expect((await dyn("table", "list")).out).not.toContain(`"${table}"`);
  });

  it("only plans with --dry-run", async () => {
    const { file, table } = tableFile();
    const { out } = await apply([file, "--dry-run"]);
    expect(JSON.parse(out)).toMatchObject({
      schema: "dyn.plan/1",
      tables: [{ table, action: "create" }],
      ok: false,
    });
    expect((await dyn("table", "list")).out).not.toContain(`"${table}"`);
  });

  it("tells all of it as JSON", async () => {
    const one = tableFile("ttl: ExpiresAt\n");
    const two = tableFile("pointInTimeRecovery: true\n");
    await dyn("table", "create", one.file);
    const { code, out } = await apply([one.file, two.file, "--yes"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      schema: "dyn.apply/1",
      target: "here",
      tables: [
        { table: one.table, action: "none", done: [], left: [], held: [], drift: [], notes: [] },
        {
          table: two.table,
          action: "create",
          done: [`create table ${two.table}`],
          left: [],
          held: [],
          drift: [],
          notes: ["pointInTimeRecovery: the target does not tell it, so it is left as it is"],
        },
      ],
      ok: true,
    });
  });

  it("changes nothing of a table that was as its file when it asked (synthetic)", async () => {
    const { file, table } = tableFile("deletionProtection: false\n");
    expect((await apply([file, "--yes", "-t", "cloud"])).code).toBe(0);
    const { plane } = aws;
    plane.answer("UpdateTable", { TableName: table, TableClass: "STANDARD_INFREQUENT_ACCESS" });
    let looks = 0;
    plane.onCall = operation => {
      if (operation !== "DescribeTable" || ++looks !== 2) return;
      plane.drop(table);
      plane.answer("CreateTable", {
        TableName: table,
        AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
        DeletionProtectionEnabled: true,
      });
    };
    try {
      const { code, err } = await apply([file, "-t", "cloud"]);
      expect(code).toBe(1);
      expect(err).toContain(
        `error: ${table} on cloud has changed meanwhile: not as its file in deletionProtection\n`,
      );
    } finally {
      plane.onCall = undefined;
    }
    const { Table } = plane.answer("DescribeTable", { TableName: table });
    expect(Table).toMatchObject({ DeletionProtectionEnabled: true });
  });

  it("asks for a table's name on a protected target", async () => {
    const { file, table } = tableFile();
    const wrong = await apply([file, "-t", "guarded"], { ...terminal, typed: "y\n" });
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain(`create table ${table} on guarded? Type ${table} to go on: `);
    const right = await apply([file, "-t", "guarded"], { ...terminal, typed: `${table}\n` });
    expect(right).toMatchObject({ code: 0, out: `created ${table} on guarded: 1 step\n` });
  });

  describe("of a table that must be replaced", () => {
    async function replaceable() {
      const { table } = tableFile();
      await dyn("table", "create", `${table}.yaml`);
      return tableFile("sortKey: At N\n", table);
    }

    it("refuses before anything is changed", async () => {
      const other = tableFile();
      const { file, table } = await replaceable();
      const { code, out, err } = await apply([other.file, file, "--yes"]);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain(`${table} on here would have to be replaced, which is not allowed`);
      expect((await dyn("table", "list")).out).not.toContain(`"${other.table}"`);
    });

    it("wants its name typed, or given", async () => {
      const { file, table } = await replaceable();
      const bare = await apply([file, "--allow-replace", "--yes"]);
      expect(bare.code).toBe(2);
      expect(bare.err).toContain(`add --yes --confirm ${table} if you mean it`);
      const wrong = await apply([file, "--allow-replace"], { ...terminal, typed: "yes\n" });
      expect(wrong.code).toBe(1);
      const right = await apply([file, "--allow-replace"], { ...terminal, typed: `${table}\n` });
      expect(right).toMatchObject({ code: 0, out: `replaced ${table} on here: 2 steps\n` });
      const back = tableFile("", table);
      expect(
        await apply([back.file, "--allow-replace", "--yes", "--confirm", table]),
      ).toMatchObject({ code: 0 });
    });

    it("keeps its items unless they may go", async () => {
      const { file, table } = await replaceable();
      await dyn("item", "put", table, '{"Id":"a"}');
      const words = [file, "--allow-replace", "--yes", "--confirm", table];
      const kept = await apply(words);
      expect(kept.code).toBe(1);
      expect(kept.err).toContain(`${table} on here has items, which its replacement would delete`);
      expect((await apply([...words, "--delete-items"])).code).toBe(0);
    });
  });

  it("ensures without asking, and leaves what is there", async () => {
    const fresh = tableFile();
    const old = tableFile();
    await dyn("table", "create", old.file);
    tableFile("ttl: Until\n", old.table);
    const { code, out, err } = await apply([fresh.file, old.file, "--ensure", "-o", "table"]);
    expect({ code, out }).toEqual({
      code: 0,
      out: `created ${fresh.table} on here: 1 step\n${old.table} on here is unchanged\n`,
    });
    expect(err).toContain(`${old.table} on here: not as its file in ttl; see dyn table plan\n`);
  });

  it("says what was done when interrupted, and goes on, synthetic", async () => {
    const { file, table } = tableFile("ttl: ExpiresAt\n");
    const context = fakeContext({ cwd, home: cwd });
    aws.plane.onCall = operation => {
      if (operation === "UpdateTimeToLive") context.interrupt();
    };
    const code = await main(["table", "apply", file, "--yes", "-t", "cloud"], context);
    aws.plane.onCall = undefined;
    expect(code).toBe(130);
    expect(context.written.err).toContain(`stopped ${table} on cloud\ndone: create table ${table}`);
    expect(context.written.err).toContain(
      "done or not, since its reply is lost: expire items by ExpiresAt\nthe same command goes on from there\n",
    );
    expect((await apply([file, "--yes", "-t", "cloud"])).code).toBe(0);
    expect(await apply([file, "-t", "cloud", "-o", "table"])).toMatchObject({
      code: 0,
      out: `${table} on cloud is unchanged\n`,
    });
  });

  it("ends with 5 for what a window of AWS holds up, synthetic", async () => {
    const { file, table } = tableFile("ttl: Old\n");
    await apply([file, "--yes", "-t", "cloud"]);
    tableFile("ttl: New\nstream: keys-only\n", table);
    const { code, out, err } = await apply([file, "--yes", "-t", "cloud", "-o", "table"]);
    expect({ code, out }).toEqual({
      code: 5,
      out: `changed ${table} on cloud: 1 step, 1 step left\n`,
    });
    expect(err).toContain(`error: ${table} on cloud: cannot stop expiring items by Old yet: AWS`);
    expect(err).toContain("the same command goes on later");
  });

  it("tells what was done before a failure, synthetic", async () => {
    const one = tableFile();
    const { file, table } = tableFile();
    await apply([file, "--yes", "-t", "cloud"]);
    tableFile("stream: keys-only\nttl: At\n", table);
    aws.plane.onCall = operation => {
      if (operation === "UpdateTimeToLive") aws.plane.drop(table);
    };
    const { code, out, err } = await apply([one.file, file, "--yes", "-t", "cloud"]);
    aws.plane.onCall = undefined;
    const error = `${table} on cloud was deleted meanwhile`;
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      tables: [
        { table: one.table, done: [`create table ${one.table}`], left: [] },
        { table, done: ["stream keys-only"], left: ["expire items by At"], error },
      ],
      ok: false,
    });
    expect(err).toContain(`error: ${error}
       done: stream keys-only
       not done: expire items by At
       the same command goes on from there
`);
  });
});
