import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import { fakeContext } from "../support/context.ts";
import { engine } from "../support/engine.ts";
import { type Fault, startFaultProxy, throttle } from "../support/fault-proxy.ts";
import { dyn } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";

let table = "";
beforeAll(async () => {
  table = await tableWith([]);
});

const key = (sk: number | string, pk = "a") => `{"Pk":"${pk}","Sk":${sk}}`;
const digits = "-1234567890123456789012345678901234567.8";

describe("put and get", () => {
  it("keep every digit and every type", async () => {
    const item =
      `{"Pk":"p","Sk":1,"Bin":{"$b":"AAEC"},"Big":${digits},"List":[1,"a",null,true,{"x":{}}],` +
      `"Set":{"$ss":["a","b"]},"__proto__":{"y":1}}`;
    const put = await dyn(["item", "put", table, item]);
    expect(put).toEqual({ code: 0, out: "", err: `put 1 item into ${table}\n` });
    const got = await dyn(["item", "get", table, key(1, "p"), "-o", "jsonl"]);
    expect(got).toMatchObject({ code: 0, err: "" });
    for (const part of [`"Big":${digits}`, '"Bin":{"$b":"AAEC"}', '"__proto__":{"y":1}']) {
      expect(got.out).toContain(part);
    }
    const again = await dyn(["item", "put", table, "-", "--quiet"], { input: got.out });
    expect(again).toEqual({ code: 0, out: "", err: "" });
    expect((await dyn(["item", "get", table, key(1, "p"), "-o", "jsonl"])).out).toBe(got.out);
  });

  it("read back what -o json prints, which is the item itself", async () => {
    await dyn(["item", "put", table, '{"Pk":"doc","Sk":1,"A":[1,2]}']);
    const got = await dyn(["item", "get", table, "--pk", "doc", "--sk", "1", "-o", "json"]);
    expect(JSON.parse(got.out)).toEqual({ Pk: "doc", Sk: 1, A: [1, 2] });
    const put = await dyn(["item", "put", table, "-"], { input: got.out });
    expect(put.code).toBe(0);
  });

  it("get selects attributes", async () => {
    await dyn(["item", "put", table, '{"Pk":"sel","Sk":1,"A":{"b":1,"c":2},"D":3}']);
    const got = await dyn(["item", "get", table, key(1, "sel"), "--select", "A.b, D"]);
    expect(got.out).toBe('{"A":{"b":1},"D":3}\n');
  });

  it("get of nothing prints nothing and fails", async () => {
    const got = await dyn(["item", "get", table, key(404)]);
    expect(got).toMatchObject({ code: 1, out: "" });
    expect(got.err).toContain(`${table} has no item {"Pk":"a","Sk":404}`);
  });
});

describe("a key or item that does not fit the table is refused before it is sent", () => {
  it.each([
    ["get", '{"Pk":"a"}', "the key lacks Sk"],
    ["get", '{"Pk":"a","Sk":"1"}', "Sk must be a number, not a string"],
    ["get", '{"Pk":"a","Sk":1,"X":1}', '"X" is no key attribute'],
    ["get", '{"Pk":"","Sk":1}', "Pk is empty"],
    ["get", `{"Pk":"${"x".repeat(2049)}","Sk":1}`, "Pk has 2049 bytes; DynamoDB takes 2048"],
    ["delete", '{"Sk":1}', "the key lacks Pk"],
    ["put", '{"Sk":1}', "the item lacks Pk"],
    ["put", '{"Pk":"a","Sk":1', "expected"],
    ["put", '{"Pk":"a","Sk":1,"N":1e999}', "too large"],
    ["put", `{"Pk":"a","Sk":1,"T":"${"x".repeat(400 * 1024)}"}`, "DynamoDB takes 400 KB"],
    ["get", "a", "must be a JSON object"],
  ])("%s %.40s", async (verb, json, message) => {
    const ran = await dyn(["item", verb, table, json]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(message);
  });

  it("names the table that was meant", async () => {
    const ran = await dyn(["item", "get", `${table}s`, key(1)]);
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(ran.err).toContain("did you mean");
  });
});

describe("conditions", () => {
  it("that do not hold change nothing, and show the item", async () => {
    await dyn(["item", "put", table, '{"Pk":"c","Sk":1,"V":1}']);
    const words = ["--if", "attribute_not_exists(Pk)"];
    const put = await dyn(["item", "put", table, '{"Pk":"c","Sk":1,"V":2}', ...words]);
    expect(put).toMatchObject({ code: 1, out: "" });
    expect(put.err).toContain("the condition does not hold: attribute_not_exists(Pk)");
    expect(put.err).toContain('"V":1');
    const gone = await dyn(["item", "delete", table, key(1, "c"), "--if", "V = 2"]);
    expect(gone.code).toBe(1);
    expect((await dyn(["item", "get", table, key(1, "c")])).out).toContain('"V":1');
  });

  it("that hold let the write through; --return old prints what was there", async () => {
    await dyn(["item", "put", table, '{"Pk":"r","Sk":1,"V":1}']);
    const words = ["--if", "V = 1", "--return", "old"];
    const put = await dyn(["item", "put", table, '{"Pk":"r","Sk":1,"V":2}', ...words]);
    expect(put).toMatchObject({ code: 0, out: '{"Pk":"r","Sk":1,"V":1}\n' });
    const gone = await dyn(["item", "delete", table, key(1, "r"), "--return", "old"]);
    expect(gone).toMatchObject({ code: 0, out: '{"Pk":"r","Sk":1,"V":2}\n' });
    const twice = await dyn(["item", "delete", table, key(1, "r")]);
    expect(twice).toEqual({
      code: 0,
      out: "",
      err: `there was no such item in ${table}\n`,
    });
  });
});

describe("many on stdin", () => {
  it("does what it can, tells each fault with its line, and exits with 5", async () => {
    const input = ['{"Pk":"m","Sk":1}', '{"Pk":"m"}', "", "nonsense", '{"Pk":"m","Sk":2}'];
    const put = await dyn(["item", "put", table, "-"], { input: input.join("\n") });
    expect(put).toMatchObject({ code: 5, out: "" });
    expect(put.err).toContain("stdin:2  the item lacks Sk");
    expect(put.err).toContain("stdin:4:1  expected a value");
    expect(put.err).toContain("put 2 items");
    expect(put.err).toContain("2 of 4 items failed");
    const keys = [1, 2, 3].map(sk => key(sk, "m")).join("\n");
    const got = await dyn(["item", "get", table, "-"], { input: keys });
    expect(got).toMatchObject({ code: 5, out: '{"Pk":"m","Sk":1}\n{"Pk":"m","Sk":2}\n' });
    expect(got.err).toContain("stdin:3  ");
    const gone = await dyn(["item", "delete", table, "-"], { input: keys });
    expect(gone).toMatchObject({ code: 0, out: "" });
    expect(gone.err).toBe(`deleted 2 items from ${table}; 1 was not there\n`);
  });

  it("speaks of others only where there are some", async () => {
    const put = await dyn(["item", "put", table, "-"], { input: '{"Pk":"m"}\n{"Sk":1}\n' });
    expect(put.code).toBe(1);
    expect(put.err).toContain("2 of 2 items failed\n       each is told above with its line\n");
  });

  it("is as an argument when there is one only", async () => {
    const ran = await dyn(["item", "put", table, "-"], { input: '{"Pk":"m"}\n' });
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err.match(/error:/g)).toHaveLength(1);
  });

  it("is given up at once when interrupted, and what was done is told", async () => {
    const context = fakeContext();
    const { endpoint } = await engine();
    const ending = main(["item", "put", table, "-", "-t", endpoint.href], context);
    context.type('{"Pk":"typed","Sk":1}\n{"Pk":"typed",');
    while ((await dyn(["item", "get", table, key(1, "typed")])).code !== 0);
    context.interrupt();
    expect(await ending).toBe(130);
    expect(context.written).toEqual({ out: "", err: `put 1 item into ${table}\n` });
  });

  it("is an error when there is none", async () => {
    expect(await dyn(["item", "put", table, "-"])).toMatchObject({ code: 2, out: "" });
  });
});

describe("a service that falters", () => {
  async function through(fault: Fault, operation: string, words: readonly string[]) {
    let met = false;
    const proxy = await startFaultProxy((await engine()).endpoint, (_n, asked) => {
      if (asked !== operation || met) return undefined;
      met = true;
      return fault;
    });
    try {
      const context = fakeContext();
      const code = await main([...words, "-t", proxy.url.href], context);
      return { code, ...context.written };
    } finally {
      await proxy.close();
    }
  }

  it("and cuts a put short does not keep it from being done", async () => {
    const words = ["item", "put", table, '{"Pk":"cut","Sk":1}'];
    expect(await through({ kind: "resetAfter" }, "PutItem", words)).toMatchObject({ code: 0 });
  });

  it("and cuts a delete short leaves a doubt, for a second one would miscount", async () => {
    const words = ["item", "delete", table, key(1, "cut")];
    const ran = await through({ kind: "resetAfter" }, "DeleteItem", words);
    expect(ran.code).toBe(4);
    expect(ran.err).toContain("it may or may not have been carried out");
  });

  it("is told of with --verbose: each request, its end, its attempts", async () => {
    await dyn(["item", "put", table, '{"Pk":"told","Sk":1}']);
    const fault = throttle("TableReadAccountLimitExceeded", "arn");
    const words = ["item", "get", table, key(1, "told"), "--verbose"];
    const { code, err } = await through(fault, "GetItem", words);
    expect(code).toBe(0);
    expect(err.replace(/[\d.]+ ms/g, "N ms")).toBe(
      `DescribeTable ${table}: ok, N ms\n` +
        `GetItem ${table}: ok after 2 attempts, throttled by TableReadAccountLimitExceeded, N ms\n`,
    );
  });
});

describe("care", () => {
  it("--dry-run prints the request and writes nothing", async () => {
    const ran = await dyn(["item", "put", table, '{"Pk":"dry","Sk":1}', "--dry-run"]);
    // Nothing else: to ask for the item before would make a lost put unsafe to repeat.
    expect(JSON.parse(ran.out)).toEqual({
      operation: "PutItem",
      input: { TableName: table, Item: { Pk: { S: "dry" }, Sk: { N: "1" } } },
    });
    expect(ran.err).toBe("");
    expect((await dyn(["item", "get", table, key(1, "dry")])).code).toBe(1);
  });

  it("a protected target is written to only when that is confirmed", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "dyn-protect-"));
    try {
      const { endpoint } = await engine();
      const target = `{ endpoint: "${endpoint.origin}", region: us-east-1, protect: true }`;
      writeFileSync(join(cwd, "dyn.yaml"), `targets:\n  prod: ${target}\n`);
      await dyn(["item", "put", table, '{"Pk":"safe","Sk":1}']);
      const gone = async (...words: string[]) => {
        const context = fakeContext({ cwd });
        const code = await main(
          ["item", "delete", table, key(1, "safe"), "-t", "prod", ...words],
          context,
        );
        return { code, ...context.written };
      };
      const refused = await gone();
      expect(refused).toMatchObject({ code: 2, out: "" });
      expect(refused.err).toContain("--yes");
      expect((await dyn(["item", "get", table, key(1, "safe")])).code).toBe(0);
      expect((await gone("--yes")).code).toBe(0);
      expect((await dyn(["item", "get", table, key(1, "safe")])).code).toBe(1);
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });
});
