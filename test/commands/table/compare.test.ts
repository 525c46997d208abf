import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startPrivate } from "../../../src/local/private.ts";
import { main } from "../../../src/main.ts";
import { type FakeOptions, fakeContext } from "../../support/context.ts";
import { engine, thisHost, uniqueTable } from "../../support/engine.ts";

const cwd = mkdtempSync(join(tmpdir(), "dyn-compare-"));
let other: Engine;

beforeAll(async () => {
  const { origin } = (await engine()).endpoint;
  other = await startPrivate(thisHost);
  writeFileSync(
    join(cwd, "dyn.yaml"),
    `default: here
targets:
  here: { endpoint: "${origin}" }
  there: { endpoint: "${other.endpoint.origin}" }
  guarded: { endpoint: "${other.endpoint.origin}", protect: true }
  nowhere: { endpoint: "http://127.0.0.1:1" }
`,
  );
});

afterAll(async () => {
  await other.close();
  rmSync(cwd, { recursive: true, force: true });
});

interface Run extends FakeOptions {
  readonly typed?: string;
}

async function dyn(words: readonly string[], { typed, ...options }: Run = {}) {
  const context = fakeContext({ cwd, home: cwd, env: { NO_COLOR: "1" }, ...options });
  if (typed !== undefined) context.type(typed);
  const code = await main(["table", ...words], context);
  return { code, ...context.written };
}

const terminal = { stdinTTY: true, stdoutTTY: true, stderrTTY: true };

function file(name: string, ...texts: string[]): string {
  writeFileSync(join(cwd, name), texts.join("---\n"));
  return name;
}

const text = (table: string, rest = "") => `table: ${table}\npartitionKey: Id S\n${rest}`;

async function created(rest = "", target = "here"): Promise<string> {
  const table = uniqueTable("Compare");
  const made = await dyn(["create", file(`${table}.yaml`, text(table, rest)), "-t", target]);
  expect(made).toMatchObject({ code: 0 });
  return table;
}

describe("dyn table diff", () => {
  it("tells what a table of one target has otherwise than one of another", async () => {
    const a = await created("ttl: At\nindexes: { ByOld: { partitionKey: Old S } }\n");
    const b = await created("stream: new-image\nsortKey: At N\n", "there");
    const { code, out, err } = await dyn(["diff", `here:${a}`, `there:${b}`], {
      stdoutTTY: true,
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`~ here:${a} → there:${b}: 4 changes
    ± key            Id S → Id S, At N
                     the key of a table cannot change
    - indexes.ByOld  Old S (all attributes)
    - ttl            At
    + stream         new-image
`);
  });

  it("gives the rows of a plan as data, and ends with 3 when it is asked to", async () => {
    const table = await created("stream: keys-only\n");
    const wanted = file("wanted.yaml", text("AnyName", "stream: new-image\ntags: { a: b }\n"));
    const compared = await dyn(["diff", table, wanted]);
    expect(compared.code).toBe(0);
    const data = JSON.parse(compared.out);
    expect(data).toEqual({
      schema: "dyn.diff/1",
      a: `here:${table}`,
      b: wanted,
      changes: [
        { setting: "stream", kind: "change", from: "keys-only", to: "new-image" },
        { setting: "tags.a", kind: "add", to: "b" },
      ],
      notes: [],
      ok: false,
    });
    const planned = file("planned.yaml", text(table, "stream: new-image\ntags: { a: b }\n"));
    const plan = JSON.parse((await dyn(["plan", planned])).out);
    expect(plan.tables[0].changes).toEqual(data.changes);

    const differs = await dyn(["diff", table, wanted, "--detailed-exitcode"]);
    expect({ code: differs.code, err: differs.err }).toEqual({ code: 3, err: "" });
    const own = await dyn(["diff", table, `${table}.yaml`, "--detailed-exitcode"]);
    expect({ code: own.code, ok: JSON.parse(own.out).ok }).toEqual({ code: 0, ok: true });
    const words = await dyn(["diff", table, `${table}.yaml`, "-o", "table"]);
    expect(words.out).toBe(`= here:${table} and ${table}.yaml do not differ\n`);
  });

  it("compares files without any target, and takes one of several tables", async () => {
    const several = file("several.yaml", text("Users"), text("Orders", "ttl: At\n"));
    const one = await dyn([
      ...["diff", `${several}:Users`, `${several}:Orders`],
      ...["-t", "nowhere", "-o", "jsonl"],
    ]);
    expect(one).toEqual({
      code: 0,
      out: '{"setting":"ttl","kind":"add","to":"At"}\n',
      err: "",
    });
    const which = await dyn(["diff", several, `${several}:Orders`]);
    expect(which.code).toBe(2);
    expect(which.err).toContain("several.yaml has 2 tables: Users, Orders");
    expect(which.err).toContain("name one, as in several.yaml:Users");
    const typo = await dyn(["diff", `${several}:User`, several]);
    expect(typo.err).toContain('several.yaml has no table User; did you mean "Users"?');
  });

  it("says what is not there, and where", async () => {
    const table = await created();
    const gone = await dyn(["diff", table, `there:${table}`]);
    expect(gone.code).toBe(1);
    expect(gone.err).toContain(`${table}: no such table on there`);
    const target = await dyn(["diff", table, `ther:${table}`]);
    expect(target.code).toBe(2);
    expect(target.err).toContain('unknown target "ther"');
    const missing = await dyn(["diff", table, "missing.yaml"]);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("cannot read missing.yaml (no such file)");
    const url = await dyn(["diff", table, other.endpoint.origin]);
    expect(url.code).toBe(2);
    expect(url.err).toContain("a URL alone names no table");
    expect((await dyn(["diff", table, "nowhere:Users"])).code).toBe(4);
  });
});

describe("dyn table copy-schema", () => {
  const rest =
    "sortKey: At N\nbilling: { read: 5, write: 6 }\nttl: Until\nindexes: { ByMail: { partitionKey: Mail S, projection: keys } }\ntags: { team: shop }\nstream: new-image\n";

  it("creates on another target what a live table is", async () => {
    const a = await created(rest);
    const b = uniqueTable("Copy");
    const url = `${other.endpoint.origin}:${b}`;
    const copied = await dyn(["copy-schema", a, url, "-o", "table"]);
    expect(copied.code).toBe(0);
    expect(copied.out).toBe(`created ${b} on ${other.endpoint.origin}, as ${a} is\n`);
    expect(copied.err).toMatch(/^left as they are made, since here:.* does not tell: .*encryption/);
    const same = await dyn(["diff", a, `there:${b}`, "--detailed-exitcode"]);
    expect(same.code).toBe(0);
    expect(JSON.parse(same.out)).toMatchObject({ ok: true, notes: [] });
  });

  it("creates what a file describes, under another name", async () => {
    const wanted = file("copied.yaml", text("AnyName", rest));
    const b = uniqueTable("Copy");
    const { code, out, err } = await dyn(["copy-schema", wanted, b]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({ table: b, target: "here", from: wanted, state: "created" });
    expect((await dyn(["diff", wanted, b, "--detailed-exitcode"])).code).toBe(0);
  });

  it("shows with --dry-run what it would create", async () => {
    const a = await created(rest);
    const b = uniqueTable("Copy");
    const words = ["copy-schema", a, `there:${b}`, "--dry-run"];
    const data = JSON.parse((await dyn(words)).out);
    expect(data).toMatchObject({ table: b, target: "there", state: "would create" });
    expect(data.request).toMatchObject({ TableName: b, BillingMode: "PROVISIONED" });
    expect((await dyn([...words, "-o", "table"])).out).toContain(`would create on there: ${b}\n`);
    expect((await dyn(["describe", b, "-t", "there"])).code).toBe(1);
  });

  it("leaves a table alone that is there", async () => {
    const a = await created();
    const b = await created("ttl: At\n", "there");
    for (const more of [[], ["--dry-run"]]) {
      const { code, err } = await dyn(["copy-schema", a, `there:${b}`, ...more]);
      expect(code).toBe(1);
      expect(err).toContain(`${b} on there is there already`);
      expect(err).toContain(`dyn table diff ${a} there:${b}`);
    }
    const shown = await dyn(["diff", `there:${b}`, a, "-o", "jsonl"]);
    expect(shown.out).toContain('"setting":"ttl"');
  });

  it("asks on a protected target", async () => {
    const a = await created();
    const b = uniqueTable("Copy");
    const words = ["copy-schema", a, `guarded:${b}`];
    const refused = await dyn(words, { ...terminal, typed: "yes\n" });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`create ${b} on guarded? Type ${b} to go on`);
    expect((await dyn(words, { ...terminal, typed: `${b}\n` })).code).toBe(0);
  });

  it("makes no files", async () => {
    const a = await created();
    const { code, err } = await dyn(["copy-schema", a, "new.yaml"]);
    expect(code).toBe(2);
    expect(err).toContain("new.yaml is a file; copy-schema makes a table");
    expect(err).toContain(`dyn table dump ${a} > new.yaml`);
  });
});
