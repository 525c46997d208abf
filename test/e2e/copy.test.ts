import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Item } from "../../src/values/attribute.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { type Faults, seeded, startFaultProxy } from "../support/fault-proxy.ts";
import { dyn, dynAnywhere } from "../support/in-process.ts";
import { startLyingProxy } from "../support/lying-proxy.ts";
import { startDyn } from "../support/started.ts";
import { tableWith } from "../support/tables.ts";

const total = 200;
const all: readonly Item[] = Array.from({ length: total }, (_, n) => ({
  Pk: { S: `p-${n % 13}` },
  Sk: { N: `${n}` },
  Exact: { N: `${n}.0000000000000000000000000000000001` },
  Text: { S: `"}],{[\\,\r\n ü 🙂 \u0007 ${n}` },
  ["__proto__"]: { M: { constructor: { BS: ["AA=="] } } },
}));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-copy-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: string[]) => dyn(["copy", ...words], { cwd: folder });

async function itemsOf(table: string): Promise<string[]> {
  const { out } = await dyn(["scan", table, "--all", "-o", "dynamodb-json"]);
  return out
    .split("\n")
    .filter(line => line !== "")
    .sort();
}

async function expectSame(a: string, b: string): Promise<void> {
  const diff = await dyn(["table", "data-diff", a, b, "--detailed-exitcode"]);
  expect({ code: diff.code, out: diff.out }).toEqual({ code: 0, out: "" });
}

describe("dyn copy", () => {
  it("writes every item, whatever is in it, and says so", async () => {
    const from = await tableWith(all);
    const to = await tableWith([]);
    const { code, out, err } = await run(from, to, "--segments", "3", "--page-size", "9");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      schema: "dyn.copy/1",
      read: total,
      written: total,
      unchanged: 0,
      skipped: 0,
      rejected: 0,
      deadLetter: null,
    });
    await expectSame(from, to);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("makes the table as the other one is, when it is told to", async () => {
    const from = await tableWith(all);
    const to = uniqueTable("Copied");
    const refused = await run(from, to);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(/no such table.*\n.*--create makes it/);
    expect(await run(from, to, "--create")).toMatchObject({ code: 0, err: "" });
    await expectSame(from, to);
    const differing = await dyn(["table", "diff", from, to, "--detailed-exitcode"]);
    expect(differing.code).toBe(0);
    expect(await run(from, to, "--create")).toMatchObject({ code: 0 });
  });

  it("copies what matches, changed on the way", async () => {
    const from = await tableWith(all);
    const to = await tableWith([]);
    const words = ["--filter", "Sk < 2", "--rename", "Text=Note", "--set", "Seen = Sk + 1"];
    const dry = await dyn(["copy", from, to, ...words, "--dry-run", "-o", "jsonl"]);
    expect(dry.out.split("\n")).toHaveLength(3);
    expect(dry.err).toMatch(/the first 2 items for .*; none was written/);
    expect(await itemsOf(to)).toEqual([]);
    expect(await run(from, to, ...words)).toMatchObject({ code: 0 });
    const { out } = await dyn(["scan", to, "--select", "Sk,Seen", "-o", "jsonl"]);
    expect(out.trim().split("\n").sort()).toEqual(['{"Sk":0,"Seen":1}', '{"Sk":1,"Seen":2}']);
    expect((await dyn(["scan", to, "--filter", "attribute_exists(Note)", "--count"])).out).toMatch(
      /"count": 2,/,
    );
  });

  it("looks at some items only for those that it shows", async () => {
    const rows = Array.from({ length: 1_100 }, (_, n) => ({ Pk: { S: "p" }, Sk: { N: `${n}` } }));
    const from = await tableWith(rows);
    const words = ["copy", from, `${from}x`, "--dry-run", "-o", "jsonl", "--filter"];
    const none = await dyn([...words, "Sk >= 1000"]);
    expect(none).toMatchObject({ code: 0, out: "" });
    expect(none.err).toMatch(/the first 0 items for .* among the first 1,000 looked at; none was/);
    const one = await dyn([...words, "Sk = 999"]);
    expect(one.out).toBe('{"Pk":"p","Sk":999}\n');
  });

  it("leaves what is there, or ends at it, when it is told to", async () => {
    const from = await tableWith(all);
    const other = { Pk: { S: "p-3" }, Sk: { N: "3" }, Mine: { BOOL: true } };
    const equal = all[4] ?? {};
    const to = await tableWith([other, equal]);
    const failed = await run(from, to, "--on-conflict", "fail", "--concurrency", "1");
    expect(failed.code).toBe(1);
    const skipped = await run(from, to, "--on-conflict", "skip");
    expect(skipped.code).toBe(0);
    expect(JSON.parse(skipped.out)).toMatchObject({ read: total, skipped: 1, rejected: 0 });
    const diff = await dyn(["table", "data-diff", from, to, "-o", "jsonl"]);
    expect(diff.out.trim().split("\n")).toHaveLength(1);
    expect(diff.out).toContain('"b":{"Pk":"p-3","Sk":3,"Mine":true}');
  });

  it("keeps what the other table does not take, in a form that import reads", async () => {
    const from = await tableWith(all.slice(0, 30));
    const to = await tableWith([]);
    const words = ["--set", "Sk = Text", "--filter", "Sk < 3", "--dead-letter", "dead.jsonl"];
    const refused = await run(from, to, ...words);
    expect(refused.code).toBe(5);
    expect(refused.err).toMatch(/3 of 3 items were not stored in .*; see dead\.jsonl/);
    expect(JSON.parse(refused.out)).toMatchObject({ rejected: 3, deadLetter: "dead.jsonl" });
    // As they came: who tries again is told what changed them.
    expect(refused.err).toContain(
      `to try again: dyn import ${to} dead.jsonl --format dead-letter --set 'Sk = Text' -t http`,
    );
    const again = ["import", to, "dead.jsonl", "--format", "dead-letter"];
    expect(await dyn(again, { cwd: folder })).toMatchObject({ code: 0 });
    expect(await itemsOf(to)).toHaveLength(3);
  });

  it("says what is wrong", async () => {
    const table = await tableWith([]);
    const { origin } = (await engine()).endpoint;
    const itself = await run(table, `${origin}:${table}`);
    expect(itself).toMatchObject({ code: 2 });
    expect(itself.err).toContain("cannot be copied into itself");
    expect(await run(table, "orders.yaml")).toMatchObject({ code: 2 });
    expect((await run(`${table}x`, table)).err).toContain(`did you mean ${table}?`);
    writeFileSync(join(folder, "one.yaml"), "table: OtherKeys\npartitionKey: Id S\n");
    await dyn(["table", "create", "one.yaml", "--if-not-exists"], { cwd: folder });
    const keys = await run(table, "OtherKeys");
    expect(keys.err).toMatch(/have different keys\n.*Pk \(a string\).*Id \(a string\)/);
    expect(keys.code).toBe(2);
  });
});

describe("dyn copy behind faults (synthetic)", () => {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
  });
  const proxied = async (faults: Faults) => {
    const proxy = await startFaultProxy((await engine()).endpoint, faults);
    closings.push(() => proxy.close());
    return proxy.url.origin;
  };

  it.each([1, 2, 3])("loses nothing (seed %i)", async seed => {
    const random = seeded(seed);
    const from = await tableWith(all);
    const to = await tableWith([]);
    const throttled = "ProvisionedThroughputExceededException";
    const origin = await proxied((_n, operation) => {
      if (operation !== "Scan" && operation !== "BatchWriteItem") return undefined;
      const draw = random();
      if (draw < 0.1) return { kind: "resetBefore" };
      if (draw < 0.2) return { kind: "resetAfter" };
      if (draw < 0.3) return { kind: "error", status: 400, code: throttled };
      if (draw < 0.4 && operation === "Scan") return { kind: "truncate", bodyBytes: 10 };
      if (draw < 0.6 && operation === "BatchWriteItem") return { kind: "partial", processed: 5 };
      return undefined;
    });
    const words = ["--page-size", "20", "--segments", "2"];
    const ran = await dynAnywhere(["copy", `${origin}:${from}`, `${origin}:${to}`, ...words], {
      cwd: folder,
    });
    expect(ran).toMatchObject({ code: 0, err: "" });
    await expectSame(from, to);
  });
});

describe("dyn copy on a played service (synthetic)", () => {
  let close = async () => {};
  afterEach(() => close());
  const described = async (change: (table: Record<string, unknown>, n: number) => void) => {
    let n = 0;
    const proxy = await startLyingProxy(
      (await engine()).endpoint,
      async (operation, sent, forward) => {
        if (operation !== "DescribeTable") return undefined;
        const answer = await forward(operation, sent);
        const { Table } = answer.body as { readonly Table?: Record<string, unknown> };
        n += 1;
        if (Table) change(Table, n);
        return answer;
      },
    );
    close = () => proxy.close();
    const { origin } = proxy.url;
    const targets = `targets: { one: { endpoint: "${origin}" }, other: { endpoint: "${origin}" } }\n`;
    writeFileSync(join(folder, "dyn.yaml"), targets);
  };
  const arn = (account: number, table: string) =>
    `arn:aws:dynamodb:eu-west-1:${account}:table/${table}`;

  it("tells the accounts apart that one endpoint leads to", async () => {
    const table = await tableWith(all.slice(0, 3));
    let other = 2;
    let looks = 0;
    let age = 0;
    await described(live => {
      looks += 1;
      live.CreationDateTime = Number(live.CreationDateTime) - age;
      live.TableArn = arn(looks === 1 ? 1 : other, table);
    });
    const run = (...words: string[]) => {
      looks = 0;
      return dynAnywhere(["copy", `one:${table}`, `other:${table}`, ...words], { cwd: folder });
    };
    expect(await run("--dry-run")).toMatchObject({ code: 0 });
    const words = ["--on-conflict", "fail", "--set", "Seen = 1", "--checkpoint", "c"];
    const failed = await run(...words);
    expect(failed.err).toContain("it differs in Seen");
    other = 3;
    const elsewhere = await run(...words);
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.err).toMatch(/its destination is "arn:.*:2:table.*", not "arn:.*:3:table/);
    other = 2;
    age = 1000;
    expect((await run(...words)).err).toMatch(/its source is .*, made .*, not /);
    other = 1;
    const itself = await run();
    expect(itself).toMatchObject({ code: 2 });
    expect(itself.err).toContain("cannot be copied into itself");
  });

  it("waits for a table that an interrupted copy has begun to make", async () => {
    const [from, to] = [await tableWith(all), await tableWith([])];
    let looks = 0;
    await described(live => {
      if (live.TableName !== to) return;
      looks += 1;
      if (looks < 4) live.TableStatus = "CREATING";
    });
    const words = ["copy", `one:${from}`, `other:${to}`, "--create"];
    const ran = await dynAnywhere(words, { cwd: folder });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain(`other:${to} is being created; its settings may not be whole`);
    expect(looks).toBe(4);
    await expectSame(from, to);
  });
});

describe("dyn copy that is killed", () => {
  let kills = 0;

  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
    "has copied every item once it is run again (seed %i)",
    async seed => {
      const random = seeded(seed);
      const from = await tableWith(all);
      // What is there otherwise is told once, however often the copy begins anew.
      const conflict = { Pk: { S: "p-3" }, Sk: { N: "3" }, Mine: { BOOL: true } };
      const skips = seed % 2 === 0;
      const to = await tableWith(skips ? [conflict] : []);
      const killAt = 3 + Math.floor(random() * (skips ? 150 : 20));
      let requests = 0;
      let killed = false;
      let kill = () => {};
      const proxy = await startFaultProxy((await engine()).endpoint, () => {
        requests += 1;
        if (!killed && requests === killAt) {
          killed = true;
          setTimeout(() => kill(), Math.floor(random() * 4));
        }
        return undefined;
      });
      const at = proxy.url.origin;
      const sizes = ["--page-size", "10", "--segments", "3", "--concurrency", "2"];
      const conflicts = skips ? ["--on-conflict", "skip"] : [];
      const places = [`${at}:${from}`, `${at}:${to}`];
      const words = ["copy", ...places, "--checkpoint", "c", ...sizes, ...conflicts];
      try {
        const started = startDyn(words, folder);
        kill = started.kill;
        let ended = await started.ended;
        kill = () => {};
        if (ended.code === null) {
          expect(ended.stderr).toBe("");
          kills += 1;
          const { code, out, err } = await dynAnywhere(words, { cwd: folder });
          ended = { code, stdout: out, stderr: err };
        }
        expect(ended).toMatchObject({ code: 0, stderr: "" });
        const { read, rejected, written, unchanged, skipped } = JSON.parse(ended.stdout);
        expect({ read, rejected, skipped }).toEqual({
          read: total,
          rejected: 0,
          skipped: skips ? 1 : 0,
        });
        expect(written + unchanged + skipped).toBe(total);
      } finally {
        await proxy.close();
      }
      const diff = await dyn(["table", "data-diff", from, to, "-o", "jsonl"]);
      expect(diff.out.split("\n").filter(line => line !== "")).toHaveLength(skips ? 1 : 0);
      // One that is killed before its first checkpoint leaves the empty file that it has made.
      const kept = readdirSync(folder).filter(name => statSync(join(folder, name)).size > 0);
      expect(kept).toEqual([]);
    },
  );

  it("was killed before its end in these tests", () => expect(kills).toBeGreaterThan(12));

  it("refuses the checkpoint of another copy", async () => {
    const from = await tableWith(all);
    const to = await tableWith([]);
    const checkpoint = {
      schema: "dyn.checkpoint/1",
      job: { command: "copy", table: "Other" },
      state: {},
    };
    writeFileSync(join(folder, "c"), JSON.stringify(checkpoint));
    const ran = await run(from, to, "--checkpoint", "c");
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.err).toMatch(/the checkpoint c belongs to another job/);
    expect(readFileSync(join(folder, "c"), "utf8")).toBe(JSON.stringify(checkpoint));
    expect(await itemsOf(to)).toEqual([]);
  });
});
