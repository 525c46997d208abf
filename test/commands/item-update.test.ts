import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { UpdateClause } from "../../src/expressions/ast.ts";
import { renderUpdate } from "../../src/expressions/render.ts";
import { main } from "../../src/main.ts";
import { attributeOf } from "../../src/values/attribute.ts";
import { valuesEqual } from "../../src/values/equal.ts";
import { jsonNumber } from "../../src/values/number.ts";
import { parsePlainItem } from "../../src/values/plain.ts";
import { inPlace } from "../expressions/spelling.ts";
import { fakeContext } from "../support/context.ts";
import { engine } from "../support/engine.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { dynWithFaults } from "../support/faulty.ts";
import { dyn } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";
import { awkwardName, numberTexts, valuesWith } from "../values/arbitrary.ts";

let table = "";
beforeAll(async () => {
  table = await tableWith([]);
});

const key = (pk: string, sk: number | string = 1) => `{"Pk":"${pk}","Sk":${sk}}`;
const put = (pk: string, rest: string) =>
  dyn(["item", "put", table, `{"Pk":"${pk}","Sk":1,${rest}}`]);
const got = async (pk: string) => (await dyn(["item", "get", table, key(pk)])).out;
const update = (...words: string[]) => dyn(["item", "update", table, ...words]);

describe("an update", () => {
  it("changes, adds and removes attributes", async () => {
    await put("all", '"A":1,"Old":true,"Tags":{"$ss":["x","y"]}');
    const text = "SET A = A + 1, New = {City: 'Oslo'} REMOVE Old ADD Views 1 DELETE Tags <<'x'>>";
    expect(await update(key("all"), text)).toEqual({
      code: 0,
      out: "",
      err: `updated 1 item in ${table}\n`,
    });
    expect(await got("all")).toBe(
      '{"Pk":"all","Sk":1,"A":2,"New":{"City":"Oslo"},"Tags":{"$ss":["y"]},"Views":1}\n',
    );
  });

  it("takes the key in bare values, typed by the table", async () => {
    expect(await update("--pk", "bare", "--sk", "1", "SET A = 1")).toMatchObject({ code: 0 });
    expect(await got("bare")).toBe('{"Pk":"bare","Sk":1,"A":1}\n');
  });

  it("makes an item that is not there, but not with --existing", async () => {
    const refused = await update(key("none"), "SET A = 1", "--existing");
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toContain(`${table} has no item {"Pk":"none","Sk":1}`);
    expect(refused.err).toContain("without --existing it would be made");
    expect(await update(key("none"), "SET A = 1")).toMatchObject({ code: 0 });
    const both = ["--existing", "--if", "A = 1 or A = 2"];
    expect(await update(key("none"), "SET A = 3", ...both)).toMatchObject({ code: 0 });
    const wrong = await update(key("none"), "SET A = 4", ...both);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("the condition does not hold: A = 1 or A = 2");
    expect(wrong.err).toContain('"A":3');
  });

  it.each([
    ["old", '{"Pk":"r-old","Sk":1,"A":1,"B":5}'],
    ["new", '{"Pk":"r-new","Sk":1,"A":2,"B":5}'],
    ["updated", '{"Pk":"r-updated","Sk":1,"A":2}'],
    ["updated-new", '{"Pk":"r-updated-new","Sk":1,"A":2}'],
    ["updated-old", '{"Pk":"r-updated-old","Sk":1,"A":1}'],
  ])("--return %s", async (which, out) => {
    await put(`r-${which}`, '"A":1,"B":5');
    const ran = await update(key(`r-${which}`), "SET A = 2", "--return", which);
    expect(ran).toMatchObject({ code: 0, out: `${out}\n` });
  });

  it("is done for each key on stdin", async () => {
    const input = [key("m1"), '{"Pk":"m"}', key("m2")].join("\n");
    const ran = await dyn(["item", "update", table, "-", "ADD N 1", "--return", "new"], { input });
    expect(ran).toMatchObject({
      code: 5,
      out: '{"Pk":"m1","Sk":1,"N":1}\n{"Pk":"m2","Sk":1,"N":1}\n',
    });
    expect(ran.err).toContain("stdin:2  the key lacks Sk");
    expect(ran.err).toContain(`updated 2 items in ${table}`);
  });

  it("keeps whatever is set, under whatever name", async () => {
    const literals = valuesWith(numberTexts.map(jsonNumber)).value;
    const names = awkwardName.filter(name => !["Pk", "Sk", "Group", "Rank"].includes(name));
    await fc.assert(
      fc.asyncProperty(names, literals, async (name, value) => {
        const set: UpdateClause = { kind: "set", path: [name], value: { kind: "literal", value } };
        const words = renderUpdate([set, { kind: "remove", path: ["Last"] }], inPlace);
        const ran = await dyn(["item", "update", table, key("any"), words]);
        expect(ran.err).toBe(`updated 1 item in ${table}\n`);
        const stored = attributeOf(parsePlainItem(await got("any")), name);
        expect(stored && valuesEqual(stored, value)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps digits and hostile names", async () => {
    const digits = "-1234567890123456789012345678901234567.8";
    const text = `SET "__proto__" = ${digits}, "constructor" = 'a\u001b[2J''b', "$b" = b64'AAEC'`;
    const ran = await update(key("evil"), text, "--return", "updated");
    expect(ran.out).toBe(
      `{"Pk":"evil","Sk":1,"$b":{"$b":"AAEC"},"__proto__":${digits},"constructor":"a\\u001b[2J'b"}\n`,
    );
  });
});

describe("an update that cannot be is refused before anything is sent", () => {
  it.each([
    [["KEY"], "the update is missing", "SET Visits = 1"],
    [["SET A = 1"], "a key is missing", "--pk"],
    [["KEY", "A = 1"], "expected SET, REMOVE, ADD or DELETE", "such as SET"],
    [["KEY", "SET Pk = 'b'"], "an update cannot change Pk, a key attribute", "item transact"],
    [["KEY", "REMOVE Sk"], "an update cannot change Sk", "item transact"],
    [["KEY", "SET Rank = 'x'"], "Rank must be a number, not a string", "index ByGroup"],
    [['{"Pk":"a"}', "SET A = 1"], "the key lacks Sk", "Sk (a number)"],
    [["--pk", "a", "--sk", "x", "SET A = 1"], '"x" is not a number', ""],
    [["--pk", "a", "KEY", "SET A = 1"], "exclude each other", ""],
  ])("%j", async (words, message, hint) => {
    const faults = [{ kind: "resetBefore" } as const];
    const all = ["item", "update", table, ...words.map(word => (word === "KEY" ? key("x") : word))];
    const ran = await dynWithFaults("UpdateItem", faults, all);
    expect(ran).toMatchObject({ code: 2, out: "", bodies: [] });
    expect(ran.err).toContain(message);
    expect(ran.err).toContain(hint);
  });
});

describe("what the service refuses is told with a way out", () => {
  it("an attribute that is not there", async () => {
    const ran = await update(key("fresh"), "SET Views = Views + 1");
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(ran.err).toContain("SET Views = if_not_exists(Views, 0) + 1, or ADD Views 1");
  });

  it("a path through nothing", async () => {
    await put("flat", '"A":1');
    const ran = await update(key("flat"), "SET Address.City = 'Oslo'");
    expect(ran.code).toBe(1);
    expect(ran.err).toContain("SET Address = {City: 'Oslo'}");
  });
});

describe("an update whose reply is lost", () => {
  it("is not done twice when twice is not once, and says how to look", async () => {
    const words = ["item", "update", table, key("it's"), "ADD N 1"];
    const ran = await dynWithFaults("UpdateItem", [{ kind: "resetAfter" }], words);
    expect(ran).toMatchObject({ code: 4, out: "" });
    expect(ran.bodies).toHaveLength(1);
    expect(ran.err).toContain("it may or may not have been carried out");
    expect(ran.err).toMatch(
      `look before you do it again: dyn item get ${table} '{"Pk":"it'\\''s","Sk":1}' --consistent -t http`,
    );
    expect(await got("it's")).toContain('"N":1');
  });

  it("is sent again when twice is once", async () => {
    const words = ["item", "update", table, key("set"), "SET N = 1"];
    const ran = await dynWithFaults("UpdateItem", [{ kind: "resetAfter" }], words);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.bodies).toHaveLength(2);
  });

  it("ends the work on stdin with its line, and what was done is told", async () => {
    const words = ["item", "update", table, "-", "ADD N 1"];
    const faults = [
      { kind: "drip", pieceBytes: 9, chunked: false },
      { kind: "resetAfter" },
    ] as const;
    const input = [key("l1"), key("l2"), key("l3")].join("\n");
    const ran = await dynWithFaults("UpdateItem", faults, words, input);
    expect(ran.code).toBe(4);
    expect(ran.err).toContain(`updated 1 item in ${table}`);
    expect(ran.err).toContain("stdin:2  ");
    expect(ran.bodies).toHaveLength(2);
  });
});

it("Ctrl-C while an update is under way leaves a doubt, which is told", async () => {
  const context = fakeContext();
  const proxy = await startFaultProxy((await engine()).endpoint, (_n, operation) => {
    if (operation !== "UpdateItem") return undefined;
    setImmediate(() => context.interrupt());
    return { kind: "silence" };
  });
  try {
    const words = ["item", "update", table, key("int"), "ADD N 1", "-t", proxy.url.href];
    expect(await main(words, context)).toBe(130);
    expect(context.written.err).toContain("it may or may not have been carried out");
    expect(context.written.err).toContain(`dyn item get ${table} '{"Pk":"int","Sk":1}'`);
  } finally {
    await proxy.close();
  }
});

describe("care", () => {
  it("--dry-run prints the request", async () => {
    const ran = await update(key("dry"), "ADD N 1", "--if", "N < 5", "--existing", "--dry-run");
    expect(JSON.parse(ran.out)).toEqual({
      operation: "UpdateItem",
      input: {
        TableName: table,
        Key: { Pk: { S: "dry" }, Sk: { N: "1" } },
        UpdateExpression: "ADD #n0 :v0",
        ConditionExpression: "attribute_exists(#n1) AND #n0 < :v1",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: { "#n0": "N", "#n1": "Pk" },
        ExpressionAttributeValues: { ":v0": { N: "1" }, ":v1": { N: "5" } },
      },
    });
    expect(await got("dry")).toBe("");
  });
});
