import { describe, expect, it } from "vitest";
import type { Item } from "../../../src/values/attribute.ts";
import { engine } from "../../support/engine.ts";
import { startFaultProxy } from "../../support/fault-proxy.ts";
import { dyn } from "../../support/in-process.ts";
import { tableWith } from "../../support/tables.ts";

const row = (at: number, rest: Item = {}): Item => ({
  ...rest,
  Pk: { S: `p${at}` },
  Sk: { N: `${at}` },
});

/** One item less, one more, one changed. */
async function twoTables() {
  const common = Array.from({ length: 30 }, (_, at) => row(at + 10, { Note: { S: "same" } }));
  const long = { N: "12345678901234567890123456789012345678" };
  const hostile = { S: "\u001b[2J\u202e" };
  const a = await tableWith([...common, row(1), row(3, { Balance: long, Evil: hostile })]);
  const b = await tableWith([...common, row(2), row(3, { Balance: { N: "10" } })]);
  return { a, b };
}

describe("dyn table data-diff", () => {
  it("prints what is missing, extra and different, and counts", async () => {
    const { a, b } = await twoTables();
    const { code, out, err } = await dyn(["table", "data-diff", a, b, "-o", "table"], {
      stdoutTTY: true,
      columns: 200,
      env: { NO_COLOR: "1" },
    });
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n").sort();
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^\\+ p2 2 {2}only in http.*:${b}$`)),
      expect.stringMatching(new RegExp(`^- p1 1 {2}only in http.*:${a}$`)),
      '~ p3 3  Balance: 12345678901234567890123456789012345678 → 10, Evil: "\\u001b[2J\\u{202e}" → absent',
    ]);
    expect(err).toMatch(
      /^3 differences · 1 missing · 1 extra · 1 different · 32 and 32 items read/,
    );
  });

  it("ends with 3 only when it is told to and there are differences", async () => {
    const { a, b } = await twoTables();
    expect(await dyn(["table", "data-diff", a, b, "--detailed-exitcode"])).toMatchObject({
      code: 3,
    });
    const same = await dyn(["table", "data-diff", a, a, "--detailed-exitcode", "--segments", "7"]);
    expect(same).toMatchObject({ code: 0, out: "" });
    expect(same.err).toContain("have the same items · 32 and 32 items read");
  });

  it("gives lines and a document for other tools, every digit in them", async () => {
    const { a, b } = await twoTables();
    const lines = (await dyn(["table", "data-diff", a, b, "-o", "jsonl"])).out
      .trimEnd()
      .split("\n");
    expect(lines.sort()).toEqual([
      '{"kind":"different","key":{"Pk":"p3","Sk":3},"a":{"Pk":"p3","Sk":3,"Balance":12345678901234567890123456789012345678,"Evil":"\\u001b[2J\u202e"},"b":{"Pk":"p3","Sk":3,"Balance":10}}',
      '{"kind":"extra","key":{"Pk":"p2","Sk":2},"a":null,"b":{"Pk":"p2","Sk":2}}',
      '{"kind":"missing","key":{"Pk":"p1","Sk":1},"a":{"Pk":"p1","Sk":1},"b":null}',
    ]);
    const document = JSON.parse((await dyn(["table", "data-diff", a, b, "-o", "json"])).out);
    expect(document).toMatchObject({
      schema: "dyn.data-diff/1",
      missing: 1,
      extra: 1,
      different: 1,
      ok: false,
    });
    expect(document.differences).toHaveLength(3);
    const none = JSON.parse((await dyn(["table", "data-diff", a, a, "-o", "json"])).out);
    expect(none).toMatchObject({ differences: [], itemsA: 32, itemsB: 32, ok: true });
    const csv = (await dyn(["table", "data-diff", a, b, "-o", "csv", "--limit", "1"])).out;
    expect(csv).toMatch(/^kind,key,a,b\r\n(?:missing|extra|different),"\{""Pk"".*\r\n$/);
  });

  it("cuts long values between characters", async () => {
    const a = await tableWith([row(1, { Note: { S: `${"x".repeat(58)}🙂🙂🙂` } })]);
    const b = await tableWith([row(1)]);
    const { out } = await dyn(["table", "data-diff", a, b, "-o", "table"]);
    expect(out).toBe(`~ p1 1  Note: "${"x".repeat(58)}… → absent\n`);
  });

  it("shows as many as wanted and counts all; attributes may be left out", async () => {
    const { a, b } = await twoTables();
    const some = await dyn(["table", "data-diff", a, b, "-o", "jsonl", "--limit", "2"]);
    expect(some.out.trimEnd().split("\n")).toHaveLength(2);
    expect(some.err).toMatch(/3 differences .* 2 shown, --limit shows more/);
    const ignoring = ["--ignore", "Balance", "--ignore", "Evil"];
    const fewer = await dyn(["table", "data-diff", a, b, "-o", "jsonl", ...ignoring]);
    expect(fewer.err).toMatch(/^2 differences/);
  });

  it.each<[string[], RegExp]>([
    [["--ignore", "Pk"], /--ignore Pk: a key attribute tells the items apart/],
    [["-o", "yaml"], /differences have no form in YAML/],
  ])("refuses %j", async (words, message) => {
    const table = await tableWith([]);
    const { code, err, out } = await dyn(["table", "data-diff", table, table, ...words]);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });

  it("waits, reading and looking again, until expired credentials are renewed (synthetic)", async () => {
    const { a, b } = await twoTables();
    // A client asks once more by itself.
    const refusals = new Map([
      ["Scan", 2],
      ["BatchGetItem", 2],
    ]);
    const proxy = await startFaultProxy((await engine()).endpoint, (_n, operation) => {
      const left = refusals.get(operation) ?? 0;
      refusals.set(operation, left - 1);
      return left > 0 ? { kind: "error", status: 400, code: "ExpiredTokenException" } : undefined;
    });
    const words = [`${proxy.url.origin}:${a}`, b, "--segments", "1"];
    try {
      const { code, err } = await dyn(["table", "data-diff", ...words]);
      expect(code).toBe(0);
      expect(err.match(/the credentials have expired/g)).toHaveLength(2);
      expect(err).toContain("3 differences");
    } finally {
      await proxy.close();
    }
  });

  it("says which table is not there, and that files are none", async () => {
    const table = await tableWith([]);
    const missing = await dyn(["table", "data-diff", table, `${table}x`]);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.err).toContain(`${table}x: no such table`);
    expect(missing.err).toContain(`did you mean ${table}?`);
    expect(await dyn(["table", "data-diff", table, "orders.yaml"])).toMatchObject({ code: 2 });
  });
});
