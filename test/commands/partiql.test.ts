import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import { fakeContext } from "../support/context.ts";
import { engine } from "../support/engine.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { dyn, dynAnywhere } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";

const folder = mkdtempSync(join(tmpdir(), "dyn-partiql-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let table = "";
beforeAll(async () => {
  table = await tableWith(
    Array.from({ length: 30 }, (_, at) => ({
      Pk: { S: at < 20 ? "a" : "b" },
      Sk: { N: String(at) },
      Even: { BOOL: at % 2 === 0 },
    })),
  );
});

const run = (words: readonly string[], options = {}) => dyn(["partiql", ...words], options);
const lines = (text: string) => text.trimEnd().split("\n");
const insert = (pk: string, sk = 1) => `INSERT INTO "${table}" VALUE {'Pk': '${pk}', 'Sk': ${sk}}`;
const select = (pk: string) => `SELECT * FROM "${table}" WHERE Pk = '${pk}'`;
const digits = "12345678901234567890123456789012345678";

describe("values of ?", () => {
  it("keep their types and all 38 digits", async () => {
    const statement = `INSERT INTO "${table}" VALUE {'Pk': ?, 'Sk': ?, 'N': ?, 'T': ?, 'B': ?, 'X': ?, 'D': ?}`;
    const words = ["user-7", "7", digits, "true", '{"$b":"AAEC"}'].flatMap(v => ["--param", v]);
    const put = await run([statement, ...words, "--text", "5", "--param", "2026-11-21"]);
    expect(put).toMatchObject({ code: 0, out: "" });
    const got = await run([select("user-7"), "-o", "jsonl"]);
    expect(got.out).toBe(
      `{"Pk":"user-7","Sk":7,"B":{"$b":"AAEC"},"D":"2026-11-21","N":${digits},"T":true,"X":"5"}\n`,
    );
  });

  it("are refused where JSON is broken or a number is not one of DynamoDB's", async () => {
    const statement = `SELECT * FROM "${table}" WHERE Pk = ?`;
    for (const value of ['{"a":', '"open', `${digits}9`, "1e200"]) {
      const got = await run([statement, "--param", value]);
      expect(got).toMatchObject({ code: 2, out: "" });
      expect(got.err).toContain("--param:1:");
      expect(got.err).toContain("--text");
    }
  });

  it("must be as many as there are ?, those in quotes and comments left out", async () => {
    const statement = `SELECT * FROM "${table}" WHERE Pk = '?' AND "Sk" > ? -- ?`;
    const none = await run([statement]);
    expect(none).toMatchObject({ code: 2 });
    expect(none.err).toContain("1 ? and 0 values for them");
    expect((await run([statement, "--param", "5"])).code).toBe(0);
    const bySort = `SELECT * FROM "${table}" WHERE Pk = 'a' AND Note = ?`;
    expect((await run([bySort, "--text", "5"])).code).toBe(0);
  });
});

describe("a SELECT", () => {
  it("comes page by page, every item once", async () => {
    const statement = `SELECT Sk FROM "${table}" WHERE Pk = 'a'`;
    const seen: number[] = [];
    let token: string[] = [];
    for (let page = 0; page < 10; page++) {
      const got = await run([statement, "--limit", "6", "-o", "json", ...token]);
      const document = JSON.parse(got.out);
      seen.push(...document.items.map((item: { Sk: number }) => item.Sk));
      if (document.nextToken === null) break;
      token = ["--token", document.nextToken];
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it("with a filter finds as many as were asked for, and goes on behind the last", async () => {
    const statement = `SELECT * FROM "${table}" WHERE Pk = 'a' AND Even = true`;
    const seen: number[] = [];
    let token: string[] = [];
    for (let page = 0; page < 10; page++) {
      const got = await run([statement, "--limit", "3", "-o", "json", ...token]);
      const document = JSON.parse(got.out);
      seen.push(...document.items.map((item: { Sk: number }) => item.Sk));
      expect(document.items.length <= 3).toBe(true);
      if (document.nextToken === null) break;
      token = ["--token", document.nextToken];
    }
    expect(seen).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });

  it("goes on behind the last item given although others came and went; says so if that one did", async () => {
    const many = await tableWith(
      Array.from({ length: 200 }, (_, at) => ({
        Pk: { S: "a" },
        Sk: { N: String(2 * at) },
        Rare: { BOOL: at % 20 === 0 },
      })),
    );
    const statement = `SELECT * FROM "${many}" WHERE Pk = 'a' AND Rare = true`;
    const page = async (...token: string[]) => {
      const got = await run([statement, "--limit", "3", "-o", "json", ...token]);
      const { items, nextToken } = JSON.parse(got.out);
      return { err: got.err, token: nextToken, sks: items.map((item: { Sk: number }) => item.Sk) };
    };
    const first = await page();
    expect(first.sks).toEqual([0, 40, 80]);
    await run([`INSERT INTO "${many}" VALUE {'Pk': 'a', 'Sk': 41, 'Rare': true}`]);
    await run([`DELETE FROM "${many}" WHERE Pk = 'a' AND Sk = 0`]);
    expect(await page("--token", first.token)).toMatchObject({ sks: [120, 160, 200], err: "" });
    await run([`DELETE FROM "${many}" WHERE Pk = 'a' AND Sk = 80`]);
    const shifted = await page("--token", first.token);
    expect(shifted.err).toContain("items may be missing or come twice");
  });

  it("refuses the token of another statement", async () => {
    const first = await run([select("a"), "--limit", "1", "-o", "json"]);
    const token = JSON.parse(first.out).nextToken;
    const other = await run([select("b"), "--token", token]);
    expect(other).toMatchObject({ code: 2, out: "" });
    expect(other.err).toContain("belongs to another query");
  });

  it("takes --all through many pages", async () => {
    const got = await run([`SELECT * FROM "${table}"`, "--all", "--page-size", "4", "-o", "jsonl"]);
    expect(lines(got.out).length).toBeGreaterThanOrEqual(30);
  });

  it.each([
    ["jsonl", '{"Sk":0,"Even":true}\n'],
    ["csv", "Sk,Even\r\n0,true\r\n"],
    ["dynamodb-json", '{"Item":{"Sk":{"N":"0"},"Even":{"BOOL":true}}}\n'],
    ["table", "Sk  Even\n 0  true\n"],
  ])("is printed as %s", async (format, out) => {
    const words = ["--limit", "1", "-o", format];
    const got = await run([`SELECT Sk, "Even" FROM "${table}" WHERE Pk = 'a'`, ...words]);
    expect(got).toMatchObject({ code: 0, out });
  });

  it("of a table that is not there suggests one that is", async () => {
    const got = await run([`SELECT * FROM "${table}x"`]);
    expect(got).toMatchObject({ code: 1, out: "" });
    expect(got.err).toContain(`did you mean ${table}?`);
  });

  it("never lets data steer a terminal", async () => {
    await run([insert("esc"), "--quiet"]);
    await run([`UPDATE "${table}" SET V = ? WHERE Pk = 'esc' AND Sk = 1`, "--param", "\u001b[2J"]);
    const got = await run([select("esc"), "-o", "jsonl"], { stdoutTTY: true });
    expect(got.out).toContain("u001b[2J");
    expect(got.out).not.toContain("\u001b");
  });
});

describe("a statement that writes", () => {
  it("says what it did, and prints what RETURNING gives", async () => {
    expect(await run([insert("w")])).toEqual({
      code: 0,
      out: "",
      err: `inserted 1 item into ${table} · 1 write unit\n`,
    });
    const where = "WHERE Pk = 'w' AND Sk = 1";
    const update = await run([`UPDATE "${table}" SET V = 2 ${where} RETURNING ALL NEW *`]);
    expect(update).toMatchObject({ code: 0 });
    expect(JSON.parse(update.out)).toEqual({ Pk: "w", Sk: 1, V: 2 });
    const gone = await run([`DELETE FROM "${table}" ${where} RETURNING ALL OLD *`, "-o", "json"]);
    expect(JSON.parse(gone.out)).toEqual({ Pk: "w", Sk: 1, V: 2 });
  });

  it("tells why the service refuses it", async () => {
    await run([insert("twice")]);
    const twice = await run([insert("twice")]);
    expect(twice).toMatchObject({ code: 1, out: "" });
    expect(twice.err).toContain("there is such an item already");
    const none = await run([`UPDATE "${table}" SET V = 2 WHERE Pk = 'none' AND Sk = 1`]);
    expect(none.err).toContain("there is no such item, or its WHERE does not hold");
    const half = await run([`UPDATE "${table}" SET V = 2 WHERE Pk = 'none'`]);
    expect(half.err).toContain("a write names one item by its whole key");
  });

  it("is shown by --dry-run and not sent", async () => {
    const got = await run([insert("dry"), "--dry-run", "-o", "json"]);
    expect(JSON.parse(got.out)).toMatchObject({
      operation: "ExecuteStatement",
      input: { Statement: insert("dry") },
    });
    expect((await run([select("dry")])).out).toBe("");
  });

  it("is not sent again when nobody knows whether it was done (synthetic)", async () => {
    const { endpoint } = await engine();
    const proxy = await startFaultProxy(endpoint, (_, operation) =>
      operation === "ExecuteStatement" ? { kind: "resetAfter" } : undefined,
    );
    try {
      const got = await dynAnywhere(["partiql", insert("doubt"), "-t", proxy.url.href]);
      expect(got).toMatchObject({ code: 4 });
      expect(got.err).toContain("may or may not have been carried out");
      expect(proxy.seen).toHaveLength(1);
    } finally {
      await proxy.close();
    }
  });
});

describe("a protected target", () => {
  let cwd = "";
  beforeAll(async () => {
    cwd = mkdtempSync(join(folder, "protected-"));
    const { endpoint } = await engine();
    const target = `    endpoint: ${endpoint.origin}\n    region: us-east-1\n    protect: true\n`;
    const credentials = "    credentials: { accessKeyId: a, secretAccessKey: b }\n";
    writeFileSync(join(cwd, "dyn.yaml"), `targets:\n  production:\n${target}${credentials}`);
  });
  const there = (words: string[], options = {}) =>
    dynAnywhere(["partiql", ...words, "-t", "production"], { cwd, ...options });

  it("asks before a write, for the table's name", async () => {
    const refused = await there([insert("p")]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain(`1 statement that changes ${table} on production`);
    const terminal = { stdinTTY: true, stderrTTY: true, input: "no\n" };
    expect((await there([insert("p")], terminal)).err).toContain(`Type ${table} to go on: `);
    expect((await run([select("p")])).out).toBe("");
    expect((await there([insert("p")], { ...terminal, input: `${table}\n` })).code).toBe(0);
    expect((await there([insert("p2"), "--yes"])).code).toBe(0);
  });

  it("tells a SELECT that reads the whole table", async () => {
    const scan = await there([`SELECT * FROM "${table}" WHERE Even = true`]);
    expect(scan.err).toContain("a scan: no condition fixes Pk");
    for (const where of ["Pk = 'a'", "(Pk IN ['a'] OR 'b' = Pk) AND Sk > 3"]) {
      const keyed = await there([`SELECT * FROM "${table}" WHERE ${where}`]);
      expect(keyed).toMatchObject({ code: 0 });
      expect(keyed.err).not.toContain("a scan");
    }
    const half = await there([`SELECT * FROM "${table}" WHERE Pk = 'a' OR Sk = 1`]);
    expect(half.err).toContain("a scan");
    const index = await there([`SELECT * FROM "${table}"."ByGroup" WHERE Pk = 'a'`]);
    expect(index.err).toContain("no condition fixes Group");
  });
});

describe("several statements", () => {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return ["-f", join(folder, name)];
  };

  it("are split at semicolons outside quotes and comments, and share the values", async () => {
    const text = `-- sets up; nothing yet
INSERT INTO "${table}" VALUE {'Pk': ?, 'Sk': 1, 'V': 'a;b -- c'};
INSERT INTO "${table}" VALUE {'Pk': ?, 'Sk': 2}; -- and; two
SELECT * FROM "${table}" WHERE Pk = ?;
`;
    const values = ["--param", "f1", "--param", "f1", "--param", "f1"];
    const got = await run([...file("good.sql", text), ...values, "-o", "jsonl"]);
    expect(got.code).toBe(0);
    expect(got.out).toBe('{"Pk":"f1","Sk":1,"V":"a;b -- c"}\n{"Pk":"f1","Sk":2}\n');
  });

  it("come from stdin, too", async () => {
    const got = await run(["-"], { input: `${insert("in")};\n${select("in")}` });
    expect(got).toMatchObject({ code: 0, out: '{"Pk":"in","Sk":1}\n' });
    expect((await run(["-"], { input: "-- none\n" })).err).toContain("there is no statement");
  });

  it("stop at the first that fails, and say which were done", async () => {
    const text = `${insert("s1")};\n${insert("s1")};\n${insert("s2")}`;
    const got = await run(["-"], { input: text });
    expect(got).toMatchObject({ code: 5, out: "" });
    expect(got.err).toContain("stdin:2:1  ");
    expect(got.err).toContain("1 of 3 statements was done; none from stdin:3:1 on was begun");
    expect((await run([select("s2")])).out).toBe("");
  });

  it("have their mistakes told together, with places, before anything is sent", async () => {
    const long = `SELECT * FROM "${table}" WHERE Pk = '${"x".repeat(8200)}'`;
    const text = `${insert("m")};\nSELCT 1;\n${long};\nSELECT * FROM T WHERE A IN [1, 2;\nDELETE FROM "T WHERE`;
    const got = await run(file("bad.sql", text));
    expect(got).toMatchObject({ code: 2, out: "" });
    const at = join(folder, "bad.sql");
    expect(got.err).toContain(`${at}:2:1  a statement begins with SELECT`);
    expect(got.err).toContain("did you mean SELECT?");
    expect(got.err).toContain(`${at}:3:1  a statement of`);
    expect(got.err).toContain(`${at}:4:28  [ is not closed`);
    expect(got.err).toContain(`${at}:5:13  a name in double quotes is not closed`);
    expect((await run([select("m")])).out).toBe("");
  });

  it("of the command line show a mistake with a caret", async () => {
    const got = await run(["SELECT * FROM T WHERE A = 'open"]);
    expect(got).toMatchObject({ code: 2 });
    expect(got.err).toMatch(/text is not closed\n.*'open\n +\^/);
  });

  it("are no single csv", async () => {
    const got = await run(["-", "-o", "csv"], { input: `${select("a")};${select("b")}` });
    expect(got).toMatchObject({ code: 2, out: "" });
  });
});

describe("--transaction", () => {
  it("does all or nothing, and names each statement in the way", async () => {
    const good = await run(["--transaction", `${insert("t1")}; ${insert("t2")}`]);
    expect(good).toEqual({ code: 0, out: "", err: "2 statements done, in one transaction\n" });
    const bad = await run(["--transaction", "-"], { input: `${insert("t3")};\n${insert("t2")}` });
    expect(bad).toMatchObject({ code: 1, out: "" });
    expect(bad.err).toContain("stdin:2:1  there is such an item already");
    expect(bad.err).toContain("the transaction was cancelled; nothing was changed");
    expect((await run([select("t3")])).out).toBe("");
  });

  it("reads several items at once", async () => {
    const one = (sk: number) => `SELECT * FROM "${table}" WHERE Pk = 'a' AND Sk = ${sk}`;
    const got = await run(["--transaction", `${one(1)}; ${one(2)}; ${one(99)}`]);
    expect(lines(got.out).map(line => JSON.parse(line).Sk)).toEqual([1, 2]);
    expect(got.err).toContain("2 items of 3 that were asked for");
  });

  it("is repeated with its token after a lost reply, and done once (synthetic)", async () => {
    const { endpoint } = await engine();
    let lost = 0;
    const proxy = await startFaultProxy(endpoint, (_, operation) =>
      operation === "ExecuteTransaction" && lost++ < 1 ? { kind: "resetAfter" } : undefined,
    );
    try {
      const words = ["partiql", "--transaction", `${insert("l1")}; ${insert("l2")}`];
      expect(await dynAnywhere([...words, "-t", proxy.url.href])).toMatchObject({ code: 0 });
      expect(proxy.seen).toHaveLength(2);
    } finally {
      await proxy.close();
    }
  });

  it("gives the token to repeat it with when nobody knows its fate (synthetic)", async () => {
    const { endpoint } = await engine();
    const proxy = await startFaultProxy(endpoint, () => ({ kind: "resetAfter" }));
    try {
      const words = ["partiql", "--transaction", insert("u1"), "-t"];
      const doubt = await dynAnywhere([...words, proxy.url.href]);
      expect(doubt.code).toBe(4);
      const [, token = ""] = /--request-token (\S+),/.exec(doubt.err) ?? [];
      const again = await run([...words.slice(1, -1), "--request-token", token]);
      expect(again).toMatchObject({ code: 0 });
    } finally {
      await proxy.close();
    }
  });

  it.each([
    ["alone", [], "it may or may not have been carried out"],
    ["in a transaction", ["--transaction"], "--request-token"],
  ])("stopped by Ctrl-C %s leaves a doubt, which is told (synthetic)", async (_, words, told) => {
    const context = fakeContext();
    const proxy = await startFaultProxy((await engine()).endpoint, () => {
      setImmediate(() => context.interrupt());
      return { kind: "silence" };
    });
    try {
      const target = ["-t", proxy.url.href];
      expect(await main(["partiql", insert("c1"), ...words, ...target], context)).toBe(130);
      expect(context.written.err).toContain(told);
    } finally {
      await proxy.close();
    }
  });

  it("says what a token is in the way of, and takes none that DynamoDB would refuse", async () => {
    const words = ["--transaction", "--request-token"];
    expect(await run([...words, "twice", insert("k1")])).toMatchObject({ code: 0 });
    const other = await run([...words, "twice", insert("k2")]);
    expect(other).toMatchObject({ code: 1 });
    expect(other.err).toContain("the token twice belongs to another transaction");
    for (const token of ["", "x".repeat(37)]) {
      const wrong = await run([...words, token, insert("k3")]);
      expect(wrong).toMatchObject({ code: 2 });
      expect(wrong.err).toContain("--request-token takes 1 to 36 characters");
    }
  });

  it("is refused here where DynamoDB would refuse it", async () => {
    const mixed = await run(["--transaction", `${insert("x")}; ${select("x")}`]);
    expect(mixed.err).toContain("a transaction reads or writes, not both");
    const many = Array.from({ length: 101 }, (_, at) => insert("x", at)).join(";");
    expect((await run(["--transaction", many])).err).toContain("a transaction has at most 100");
    expect((await run([`EXISTS (${select("x")})`])).err).toContain("EXISTS is for transactions");
  });
});
