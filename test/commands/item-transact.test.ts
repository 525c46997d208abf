import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import { itemsEqual } from "../../src/values/equal.ts";
import { itemText, parsePlainItem } from "../../src/values/plain.ts";
import { fakeContext } from "../support/context.ts";
import { engine } from "../support/engine.ts";
import type { Fault } from "../support/fault-proxy.ts";
import { dynWithFaults } from "../support/faulty.ts";
import { dyn } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";
import { items } from "../values/arbitrary.ts";

const cwd = mkdtempSync(join(tmpdir(), "dyn-transact-"));
let table = "";
let other = "";
beforeAll(async () => {
  table = await tableWith([]);
  other = await tableWith([]);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const key = (pk: string, sk: number | string = 1) => `{"Pk":"${pk}","Sk":${sk}}`;
const got = async (pk: string, from = table) => (await dyn(["item", "get", from, key(pk)])).out;
const transact = (input: string, ...words: string[]) =>
  dyn(["item", "transact", "-", ...words], { input });
const line = (kind: string, members: object, of = table) =>
  JSON.stringify({ [kind]: { table: of, ...members } });
const at = (pk: string) => ({ key: { Pk: pk, Sk: 1 } });

describe("writes", () => {
  it("are done together, across tables, from lines", async () => {
    await dyn(["item", "put", table, '{"Pk":"w1","Sk":1,"N":5}']);
    await dyn(["item", "put", table, '{"Pk":"w2","Sk":1}']);
    const input = [
      line("update", { ...at("w1"), do: "SET N = N - 2", if: "N >= 2" }),
      "",
      line("delete", at("w2")),
      line("put", { item: { Pk: "w3", Sk: 1, Tags: { $ss: ["x"] } } }, other),
      line("check", { ...at("w4"), if: "attribute_not_exists(Pk)" }),
    ].join("\n");
    expect(await transact(input)).toEqual({
      code: 0,
      out: "",
      err: "put 1 item, updated 1 item, deleted 1 item, checked 1 item, all together\n",
    });
    expect(await got("w1")).toContain('"N":3');
    expect(await got("w2")).toBe("");
    expect(await got("w3", other)).toBe('{"Pk":"w3","Sk":1,"Tags":{"$ss":["x"]}}\n');
  });

  it("may be a YAML list in a file, with every digit", async () => {
    const digits = "-1234567890123456789012345678901234567.8";
    const text = `# two of them
- put:
    table: ${table}
    item: { Pk: y1, Sk: 1, Big: ${digits}, Small: 1e-100, Bin: { $b: AAEC }, __proto__: { a: 1 } }
- put: { table: ${other}, item: { Pk: y2, Sk: 1, Nothing: null, L: [1, two, true] } }
`;
    writeFileSync(join(cwd, "two.yaml"), text);
    const ran = await dyn(["item", "transact", "two.yaml"], { cwd });
    expect(ran).toEqual({ code: 0, out: "", err: "put 2 items, all together\n" });
    expect(await got("y1")).toContain(`"Big":${digits}`);
    expect(await got("y1")).toContain('"Bin":{"$b":"AAEC"}');
    expect(await got("y1")).toContain('"__proto__":{"a":1}');
    expect(await got("y2", other)).toContain('"L":[1,"two",true],"Nothing":null');
  });

  it("may be one alone, as a JSON document", async () => {
    const document = { put: { table, item: { Pk: "one", Sk: 1 } } };
    expect(await transact(JSON.stringify(document, null, "\t"))).toMatchObject({ code: 0 });
    expect(await got("one")).toBe('{"Pk":"one","Sk":1}\n');
  });

  it("may have the line ends of Windows", async () => {
    const input = ["w1", "w2"]
      .map(pk => `${line("put", { item: { Pk: pk, Sk: 1 } })}\r\n`)
      .join("");
    expect(await transact(`\ufeff${input}`)).toMatchObject({ code: 0 });
    expect(await got("w2")).toContain('"w2"');
  });

  it("keep whatever items hold", async () => {
    await fc.assert(
      fc.asyncProperty(items, async rest => {
        const text = itemText({ ...rest, Pk: { S: "any" }, Sk: { N: "1" } });
        const ran = await transact(`{"put": {"table": "${other}", "item": ${text}}}`);
        expect(ran.err).toBe("put 1 item, all together\n");
        const stored = parsePlainItem(await got("any", other));
        expect(itemsEqual(stored, parsePlainItem(text))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a condition that does not hold", () => {
  it("cancels all, and is told with its line and the item that is there", async () => {
    await dyn(["item", "put", table, '{"Pk":"c1","Sk":1,"N":1}']);
    const input = [
      line("put", { item: { Pk: "c2", Sk: 1 } }),
      line("update", { ...at("c1"), do: "SET N = 0", if: "N >= 2" }),
      line("check", { ...at("c3"), if: "attribute_exists(Pk)" }),
    ].join("\n");
    const ran = await transact(input);
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(ran.err.replace(/\{.*\}/, "{…}")).toBe(
      "error: stdin:2:1  the condition does not hold: N >= 2\n" +
        "       the item is {…}\n" +
        "error: stdin:3:1  the condition does not hold: attribute_exists(Pk)\n" +
        "       there is no such item\n" +
        "the transaction was cancelled; nothing was changed\n",
    );
    expect(ran.err).toContain('"N":1');
    expect(await got("c2")).toBe("");
  });
});

describe("gets", () => {
  it("give items as of one moment, in order", async () => {
    await dyn(["item", "put", table, '{"Pk":"g1","Sk":1,"A":{"b":1,"c":2}}']);
    await dyn(["item", "put", other, '{"Pk":"g2","Sk":1}']);
    const input = [
      line("get", at("g2"), other),
      line("get", { ...at("g1"), select: "Pk, Sk, A.b" }),
    ].join("\n");
    expect(await transact(input)).toEqual({
      code: 0,
      out: '{"Pk":"g2","Sk":1}\n{"Pk":"g1","Sk":1,"A":{"b":1}}\n',
      err: "",
    });
    const missing = await transact(`${input}\n${line("get", at("none"))}`);
    expect(missing.code).toBe(5);
    expect(missing.err).toContain(`stdin:3:1  ${table} has no item {"Pk":"none","Sk":1}`);
    expect(missing.err).toContain("1 of 3 items is not there");
  });
});

describe("a file that cannot be", () => {
  const faulty = async (input: string) => {
    const words = ["item", "transact", "-"];
    const ran = await dynWithFaults("TransactWriteItems", [], words, input);
    expect(ran).toMatchObject({ code: 2, out: "", bodies: [] });
    return ran.err;
  };

  it("is told with all its mistakes at their places", async () => {
    const err = await faulty(
      [
        line("put", { item: { Pk: "a" } }),
        line("update", { ...at("b"), do: "SET Sk = 2" }),
        line("update", { ...at("c"), do: "N = 2" }),
        '{"put": {"table": "x"',
        line("putt", at("d")),
        line("check", at("e")),
        line("delete", { ...at("f"), iff: "A = 1" }),
        line("delete", at("g"), `${table}s`),
        line("get", at("h")),
        line("delete", at("b")),
      ].join("\n"),
    );
    for (const [where, what] of [
      ["1:", "the item lacks Sk"],
      ["2:", "an update cannot change Sk"],
      ["3:", "expected SET, REMOVE, ADD or DELETE"],
      ["4:", ""],
      ["5:", 'unknown operation "putt"; did you mean "put"?'],
      ["6:", "missing: if"],
      ["7:", 'unknown key "iff"; did you mean "if"?'],
      ["8:", "no such table"],
      ["9:", "reads and writes do not go into one transaction"],
      ["10:", "the same item as on line 2"],
    ] as const) {
      expect(err).toMatch(new RegExp(`stdin:${where}\\d+  .*${what.replace(/[?()]/g, "\\$&")}`));
    }
    expect(err).toContain("10 problems in stdin");
  });

  it("is told with its line in YAML, too, down to the place in an expression", async () => {
    const text = `- check:\n    table: ${table}\n    key: { Pk: a, Sk: 1 }\n    if: "A == 1"\n`;
    const err = await faulty(text);
    expect(err).toContain("stdin:4:12  == is no comparison");
  });

  it.each([
    ["", "there is nothing to do"],
    ["[]", "there is nothing to do"],
    ["[1]", "says nothing"],
    ['{"put": {"table": "T", "item": {"Pk": {"$ss": []}}}}', "$ss is empty"],
    [
      `{"put": {"table": "T", "item": {"N": 1${"0".repeat(20)}${"1".repeat(30)}}}}`,
      "51 significant digits",
    ],
    [`{"put": {"table": "T", "item": {"N": 1e999}}}`, "too large"],
    [`{"put": {"table": "T", "item": {"N": .nan}}}`, "not a number"],
    ['{"put": {"table": "T", "item": 5}}', "map of attributes"],
  ])("%s", async (text, message) => {
    expect(await faulty(text)).toContain(message);
  });

  it("has no more than 100 members, and 4 MB", async () => {
    const many = Array.from({ length: 101 }, (_, n) => line("delete", at(`m${n}`))).join("\n");
    expect(await faulty(many)).toContain("stdin:101:");
    const large = Array.from({ length: 12 }, (_, n) =>
      line("put", { item: { Pk: `l${n}`, Sk: 1, T: "x".repeat(380_000) } }),
    ).join("\n");
    expect(await faulty(large)).toContain("more than 4 MB");
  });
});

describe("a service that falters", () => {
  const conflict: Fault = {
    kind: "error",
    status: 400,
    code: "TransactionCanceledException",
    members: { CancellationReasons: [{ Code: "None" }, { Code: "TransactionConflict" }] },
  };
  const two = (pk: string) =>
    [line("put", { item: { Pk: pk, Sk: 1 } }), line("put", { item: { Pk: pk, Sk: 2 } })].join("\n");
  const through = (faults: readonly Fault[], input: string, ...words: string[]) =>
    dynWithFaults("TransactWriteItems", faults, ["item", "transact", "-", ...words], input);

  it("with conflicts is asked again, and that is told", async () => {
    const ran = await through([conflict, conflict], two("f1"));
    expect(ran).toMatchObject({ code: 0, out: "" });
    expect(ran.err).toContain("stdin:2: others are at the same item; trying again (1 of 7)\n");
    expect(ran.err).toContain("(2 of 7)");
    const tokens = ran.bodies.map(body => JSON.parse(body).ClientRequestToken);
    expect(new Set(tokens).size).toBe(1);
  });

  it("with nothing but conflicts is given up", async () => {
    const ran = await through(Array(20).fill(conflict), two("f2"));
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(ran.bodies).toHaveLength(8);
    expect(ran.err).toContain("stdin:2:1  another transaction or write is at this item");
    expect(ran.err).toContain("run it again in a while");
  });

  it("and loses replies carries it out once", async () => {
    const input = line("update", { ...at("f3"), do: "ADD N 1" });
    const ran = await through([{ kind: "resetAfter" }, { kind: "resetAfter" }], input);
    expect(ran).toMatchObject({ code: 0, out: "" });
    expect(await got("f3")).toContain('"N":1');
  });

  it("and loses all of them says how to find out", async () => {
    const input = line("update", { ...at("f4"), do: "ADD N 1" });
    const lost = Array(9).fill({ kind: "resetAfter" });
    const ran = await through(lost, input, "--token", "mine");
    expect(ran.code).toBe(4);
    expect(ran.err).toContain("it may or may not have been carried out");
    expect(ran.err).toMatch(/dyn item transact - --token mine -t http:\S+\n/);
    expect(await transact(input, "--token", "mine")).toMatchObject({ code: 0 });
    expect(await got("f4")).toContain('"N":1');
  });
});

describe("care", () => {
  it("--dry-run prints the request", async () => {
    const input = line("update", { ...at("dry"), do: "ADD N 1", if: "N < 5" });
    const ran = await transact(input, "--dry-run", "--token", "t");
    expect(JSON.parse(ran.out)).toEqual({
      operation: "TransactWriteItems",
      input: {
        TransactItems: [
          {
            Update: {
              TableName: table,
              Key: { Pk: { S: "dry" }, Sk: { N: "1" } },
              UpdateExpression: "ADD #n0 :v0",
              ConditionExpression: "#n0 < :v1",
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              ExpressionAttributeNames: { "#n0": "N" },
              ExpressionAttributeValues: { ":v0": { N: "1" }, ":v1": { N: "5" } },
            },
          },
        ],
        ClientRequestToken: "t",
      },
    });
    expect(await got("dry")).toBe("");
  });

  it("a protected target is written to only when that is confirmed, and read without", async () => {
    const { endpoint } = await engine();
    const target = `{ endpoint: "${endpoint.origin}", region: us-east-1, protect: true }`;
    writeFileSync(join(cwd, "dyn.yaml"), `targets:\n  prod: ${target}\n`);
    writeFileSync(join(cwd, "put.jsonl"), line("put", { item: { Pk: "safe", Sk: 1 } }));
    writeFileSync(join(cwd, "get.jsonl"), line("get", at("safe")));
    const run = async (...words: string[]) => {
      const context = fakeContext({ cwd });
      const code = await main(["item", "transact", ...words, "-t", "prod"], context);
      return { code, ...context.written };
    };
    const refused = await run("put.jsonl");
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("--yes");
    expect(await run("put.jsonl", "--yes")).toMatchObject({ code: 0 });
    expect(await run("get.jsonl")).toMatchObject({ code: 0, out: '{"Pk":"safe","Sk":1}\n' });
  });
});
