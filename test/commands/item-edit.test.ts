import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import type { Item } from "../../src/values/attribute.ts";
import { itemsEqual } from "../../src/values/equal.ts";
import { itemText, parsePlainItem } from "../../src/values/plain.ts";
import { fakeContext } from "../support/context.ts";
import { engine } from "../support/engine.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { dyn } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";
import { items } from "../values/arbitrary.ts";

let table = "";
let folder = "";
beforeAll(async () => {
  table = await tableWith([]);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn edit's-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (pk: string) => `{"Pk":"${pk}","Sk":1}`;
const put = (pk: string, rest: string) =>
  dyn(["item", "put", table, `{"Pk":"${pk}","Sk":1${rest}}`]);
const got = async (pk: string) => (await dyn(["item", "get", table, key(pk)])).out;

/** Temporary files go into the test's folder, where those that stay can be seen. */
function environment(editor: string): Record<string, string> {
  const { VISUAL: _, ...inherited } = process.env as Record<string, string>;
  return { ...inherited, EDITOR: editor, TMPDIR: folder };
}

const edit = (editor: string, pk: string, ...words: string[]) =>
  dyn(["item", "edit", table, key(pk), ...words], { env: environment(editor) });

/** A program that leaves this text in the file. */
function leaving(text: string): string {
  const path = join(folder, "wanted");
  writeFileSync(path, text);
  return `cp "${path}"`;
}

/** Makes named pipes: who opens one waits for the other end. */
function pipes(...paths: string[]): void {
  execFileSync("sh", ["-c", 'mkfifo "$@"', "sh", ...paths]);
}

const drafts = () => readdirSync(folder).filter(name => name.startsWith("dyn-edit-"));
const draft = () => join(folder, drafts()[0] ?? "", "item.json");

describe("an edit", () => {
  it("shows the item to its owner alone, as plain JSON in a row", async () => {
    await put("show", ',"B":{"c":[1,true]},"A":"x\\u001b\\u202e"');
    const copy = join(folder, "seen");
    const mode = join(folder, "mode");
    const script = `f() { cp "$1" "${copy}"; stat -c '%a' "$1" "$(dirname "$1")" > "${mode}"; }; f`;
    const ran = await edit(script, "show");
    expect(ran).toEqual({ code: 0, out: "", err: "nothing was changed\n" });
    expect(readFileSync(copy, "utf8")).toBe(
      '{\n  "Pk": "show",\n  "Sk": 1,\n  "A": "x\\u001b\\u202e",\n' +
        '  "B": {\n    "c": [\n      1,\n      true\n    ]\n  }\n}\n',
    );
    expect(readFileSync(mode, "utf8")).toBe("600\n700\n");
    expect(drafts()).toEqual([]);
  });

  it("names TMPDIR where no file can be made", async () => {
    const env = { ...environment("true"), TMPDIR: join(folder, "none") };
    await put("nowhere", "");
    const ran = await dyn(["item", "edit", table, key("nowhere")], { env });
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/^error: cannot make a file to edit in .*none: ENOENT.*\n.*TMPDIR/);
    expect(ran.err).not.toContain("fault of dyn");
  });

  it("writes back what was changed, added and removed, and leaves no file", async () => {
    await put("all", ',"A":1,"B":{"x":1},"Old":true');
    const text = '{"Pk":"all","Sk":1,"A":1.0,"B":{"x":2},"__proto__":{"y":1}}';
    expect(await edit(leaving(text), "all")).toEqual({
      code: 0,
      out: "",
      err: `updated 1 item in ${table}: changed B, added __proto__, removed Old\n`,
    });
    expect(await got("all")).toBe('{"Pk":"all","Sk":1,"A":1,"B":{"x":2},"__proto__":{"y":1}}\n');
    expect(drafts()).toEqual([]);
  });

  it("tells of names that could steer a terminal without letting them", async () => {
    await put("evil", "");
    const text = '{"Pk":"evil","Sk":1,"\u009b2J\u202e":1}';
    const ran = await edit(leaving(text), "evil");
    expect(ran.err).toBe(`updated 1 item in ${table}: added "\\u{9b}2J\\u{202e}"\n`);
    expect(await got("evil")).toBe(`${text}\n`);
  });

  it("takes any item to any other, with every digit", async () => {
    const whole = (rest: Item) => itemText({ ...rest, Pk: { S: "any" }, Sk: { N: "1" } });
    await fc.assert(
      fc.asyncProperty(items, items, async (before, after) => {
        await dyn(["item", "put", table, whole(before)]);
        const ran = await edit(leaving(whole(after)), "any");
        expect(ran.code, ran.err).toBe(0);
        expect(itemsEqual(parsePlainItem(await got("any")), parsePlainItem(whole(after)))).toBe(
          true,
        );
      }),
      { numRuns: 40 },
    );
  });

  it("takes an item of 400 KB, and one of more attributes than a condition compares", async () => {
    await put("big", `,"T":"${"x".repeat(390_000)}","N":1`);
    const ran = await edit(`sed -i 's/"N": 1/"N": 2/'`, "big");
    expect(ran).toMatchObject({ code: 0, err: `updated 1 item in ${table}: changed N\n` });
    const many = Array.from({ length: 600 }, (_, n) => `"A${n}":${n}`).join();
    await put("many", `,${many}`);
    const changed = await edit(`sed -i 's/"A599": 599/"A599": 0/'`, "many");
    expect(changed).toMatchObject({ code: 0, err: `updated 1 item in ${table}: changed A599\n` });
    const all = await edit(`sed -i -E 's/("A[0-9]+": )[0-9]+/\\17777/'`, "many");
    expect(all).toMatchObject({ code: 2 });
    expect(all.err).toContain("these are 600 changes, too many for one update");
  });

  it("makes an item only with --create", async () => {
    const text = '{"Pk":"new","Sk":1,"A":1}';
    const refused = await edit(leaving(text), "new");
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain("add --create to make it");
    expect((await edit("true", "new", "--create")).err).toContain("no item was made");
    expect(await edit(leaving(text), "new", "--create")).toMatchObject({
      code: 0,
      err: `put 1 item into ${table}\n`,
    });
    expect(await got("new")).toBe(`${text}\n`);
  });

  it("with --dry-run prints the request", async () => {
    await put("dry", ',"A":1');
    const ran = await edit(leaving('{"Pk":"dry","Sk":1,"B":2}'), "dry", "--dry-run");
    expect(JSON.parse(ran.out)).toEqual({
      operation: "UpdateItem",
      input: {
        TableName: table,
        Key: { Pk: { S: "dry" }, Sk: { N: "1" } },
        UpdateExpression: "SET #n0 = :v0 REMOVE #n1",
        ConditionExpression: "attribute_exists(#n2) AND attribute_not_exists(#n0) AND #n1 = :v1",
        ExpressionAttributeNames: { "#n0": "B", "#n1": "A", "#n2": "Pk" },
        ExpressionAttributeValues: { ":v0": { N: "2" }, ":v1": { N: "1" } },
        ReturnValues: "ALL_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    });
    expect(await got("dry")).toContain('"A":1');
  });
});

describe("what cannot be written back is kept in its file", () => {
  it.each([
    ["no JSON", '{"Pk":"bad","Sk":1,', "expected"],
    ["another key", '{"Pk":"worse","Sk":1}', "Pk was changed"],
    ["no key", '{"Pk":"bad"}', "Sk was removed"],
    ["too much", `{"Pk":"bad","Sk":1,"T":"${"x".repeat(410_000)}"}`, "DynamoDB takes 400 KB"],
  ])("%s", async (_, text, message) => {
    await put("bad", ',"A":1');
    const ran = await edit(leaving(text), "bad");
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(message);
    expect(ran.err).toContain(`your version is kept in ${draft()}`);
    expect(readFileSync(draft(), "utf8")).toBe(text);
    expect(statSync(draft()).mode & 0o777).toBe(0o600);
    expect(await got("bad")).toContain('"A":1');
  });

  it.each([
    ["false", "the editor ended with code 1; nothing was changed", 1],
    ["/nowhere/editor --wait", "the editor /nowhere/editor --wait was not found", 1],
    ["rm", "the edited file is gone", 2],
  ])(
    "but of an editor that fails with nothing written there is none: %s",
    async (editor, message, code) => {
      await put("same", "");
      const ran = await edit(editor, "same");
      expect(ran).toMatchObject({ code, out: "" });
      expect(ran.err).toContain(message);
      expect(drafts()).toEqual([]);
    },
  );

  it("and without an editor nothing begins", async () => {
    await put("none", "");
    const ran = await edit("", "none");
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("set VISUAL or EDITOR");
  });
});

describe("an item that changes meanwhile", () => {
  /** Does something while the editor is open, which then leaves this text. */
  async function meanwhile(
    pk: string,
    text: string,
    work: () => Promise<unknown>,
    ...words: string[]
  ) {
    const [opened, go] = [join(folder, "opened"), join(folder, "go")];
    pipes(opened, go);
    const running = edit(
      `f() { echo > "${opened}"; read x < "${go}"; ${leaving(text)} "$1"; }; f`,
      pk,
      ...words,
    );
    await readFile(opened);
    await work();
    await writeFile(go, "\n");
    return running;
  }

  it("is not written over; what differs is told, and the file is kept", async () => {
    await put("c", ',"A":1,"B":2,"C":3');
    const text = '{"Pk":"c","Sk":1,"A":5,"B":2,"C":3}';
    const ran = await meanwhile("c", text, () =>
      dyn(["item", "update", table, key("c"), "SET A = 7, D = 'x\u001b' REMOVE B"]),
    );
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(ran.err).toBe(
      "error: the item was changed meanwhile; nothing was written\n" +
        '       D: was not there, is "x\\u001b"\n' +
        "       A: was 1, is 7; yours 5\n" +
        "       B: was 2, is gone\n" +
        "       edit it again as it is now, and take over what you want\n" +
        `       your version is kept in ${draft()}\n`,
    );
    expect(readFileSync(draft(), "utf8")).toBe(text);
    expect(await got("c")).toContain('"A":7');
  });

  it("by an attribute more is found, too", async () => {
    await put("more", ',"A":1');
    const ran = await meanwhile("more", '{"Pk":"more","Sk":1,"A":2}', () =>
      dyn(["item", "update", table, key("more"), "SET New = 1"]),
    );
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toContain("New: was not there, is 1");
    expect(await got("more")).toBe('{"Pk":"more","Sk":1,"A":1,"New":1}\n');
  });

  it("by being deleted is not made again", async () => {
    await put("gone", "");
    const ran = await meanwhile("gone", '{"Pk":"gone","Sk":1,"A":2}', () =>
      dyn(["item", "delete", table, key("gone")]),
    );
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toContain("the item was deleted meanwhile");
    expect(await got("gone")).toBe("");
  });

  it("by coming to be is not replaced", async () => {
    const text = '{"Pk":"born","Sk":1,"A":2}';
    const ran = await meanwhile("born", text, () => put("born", ',"A":1'), "--create");
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toContain("the item came to be meanwhile");
    expect(await got("born")).toContain('"A":1');
  });

  /** Changes the item between the last look and the write, by the service's own API. */
  async function atTheLastMoment(pk: string, expression: string, text: string) {
    const { endpoint } = await engine();
    const input = {
      TableName: table,
      Key: { Pk: { S: pk }, Sk: { N: "1" } },
      UpdateExpression: expression,
      ExpressionAttributeValues: { ":v": { N: "9" } },
    };
    const program = `await fetch(${JSON.stringify(endpoint.href)}, { method: "POST", headers: {
      "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.UpdateItem",
      authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      "x-amz-date": "20260101T000000Z" }, body: ${JSON.stringify(JSON.stringify(input))} })`;
    const proxy = await startFaultProxy(endpoint, (_n, operation) => {
      if (operation === "UpdateItem") {
        spawnSync(process.execPath, ["--input-type=module", "-e", program]);
      }
      return undefined;
    });
    try {
      const context = fakeContext({ env: environment(leaving(text)) });
      const words = ["item", "edit", table, key(pk), "-t", proxy.url.href];
      const code = await main(words, context);
      return { code, ...context.written };
    } finally {
      await proxy.close();
    }
  }

  it("at the last moment fails the condition", async () => {
    await put("last", ',"A":1,"B":1');
    const ran = await atTheLastMoment("last", "SET B = :v", '{"Pk":"last","Sk":1,"A":2,"B":1}');
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.err).toContain("B: was 1, is 9\n");
    expect(await got("last")).toBe('{"Pk":"last","Sk":1,"A":1,"B":9}\n');
  });

  it("by an attribute more at the last moment loses nothing, and that is told", async () => {
    await put("late", ',"A":1');
    const ran = await atTheLastMoment("late", "SET Zz = :v", '{"Pk":"late","Sk":1,"A":2}');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.err).toContain("meanwhile others added Zz; that is kept");
    expect(await got("late")).toBe('{"Pk":"late","Sk":1,"A":2,"Zz":9}\n');
  });
});

it("a reply that is lost leaves a doubt and the file", async () => {
  await put("lost", ',"A":1');
  const proxy = await startFaultProxy((await engine()).endpoint, (_n, operation) =>
    operation === "UpdateItem" ? { kind: "resetAfter" } : undefined,
  );
  try {
    const context = fakeContext({ env: environment(leaving('{"Pk":"lost","Sk":1,"A":2}')) });
    expect(await main(["item", "edit", table, key("lost"), "-t", proxy.url.href], context)).toBe(4);
    expect(context.written.err).toContain("it may or may not have been carried out");
    expect(context.written.err).toContain(`your version is kept in ${draft()}`);
  } finally {
    await proxy.close();
  }
});

it("an interruption ends the editor, and tells where the text is", async () => {
  await put("int", ',"A":1');
  const opened = join(folder, "opened");
  pipes(opened);
  const script = `f() { echo changed >> "$1"; echo > "${opened}"; exec sleep 1000; }; f`;
  const context = fakeContext({ env: environment(script) });
  const { endpoint } = await engine();
  const running = main(["item", "edit", table, key("int"), "-t", endpoint.href], context);
  await readFile(opened);
  context.interrupt();
  expect(await running).toBe(130);
  expect(context.written.err).toBe(`your version is kept in ${draft()}\n`);
});

it("--yes does not open the editor for ever on what is no item", async () => {
  await put("yes", ',"A":1');
  const count = join(folder, "count");
  const giveUp = `[ $(wc -l < "${count}") -lt 4 ] || exit 1`;
  const context = fakeContext({
    env: environment(`f() { echo once >> "${count}"; ${giveUp}; echo nonsense > "$1"; }; f`),
    stdinTTY: true,
    stderrTTY: true,
  });
  const { endpoint } = await engine();
  const words = ["item", "edit", table, key("yes"), "--yes", "-t", endpoint.href];
  expect(await main(words, context)).toBe(2);
  expect(readFileSync(count, "utf8")).toBe("once\n");
});

it("many keys are refused, with the way to change many", async () => {
  const ran = await dyn(["item", "edit", table, "-"]);
  expect(ran).toMatchObject({ code: 2 });
  expect(ran.err).toContain("dyn item update TABLE - 'SET …'");
});
