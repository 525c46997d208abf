import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import { tableWith } from "../support/tables.ts";
import { startTerminal, type Terminal } from "../support/terminal.ts";

let table = "";
let target: string[] = [];
beforeAll(async () => {
  target = ["-t", (await engine()).endpoint.href];
  table = await tableWith([]);
});

const key = (pk: string, sk = 1) => `{"Pk":"${pk}","Sk":${sk}}`;
const item = (...words: string[]) => runDyn(["item", ...words, ...target]);

describe("items through pipes of the built program", () => {
  it("are updated, found and deleted by keys on stdin, hostile content whole", async () => {
    const evil =
      '"\\u001b[2J\\u202e","__proto__":{"a":1},"N":-1234567890123456789012345678901234567.8';
    const keys = [1, 2, 3].map(sk => key("pipe", sk)).join("\n");
    const input = [1, 2, 3].map(sk => `{"Pk":"pipe","Sk":${sk},"T":${evil}}`).join("\n");
    const put = await runDyn(["item", "put", table, "-", ...target], { input });
    expect(put).toMatchObject({ code: 0, stderr: `put 3 items into ${table}\n` });
    const words = ["item", "update", table, "-", "ADD Visits 1", "--return", "updated", ...target];
    const updated = await runDyn(words, { input: keys });
    expect(updated.stdout).toBe(
      [1, 2, 3].map(sk => `{"Pk":"pipe","Sk":${sk},"Visits":1}\n`).join(""),
    );
    const got = await runDyn(["item", "batch-get", table, "-", ...target], { input: keys });
    expect(got).toMatchObject({ code: 0, stderr: "" });
    const [first = "", ...rest] = got.stdout.trimEnd().split("\n");
    expect(rest).toHaveLength(2);
    expect(JSON.parse(first).T).toBe("\u001b[2J\u202e");
    expect(first).toContain('"N":-1234567890123456789012345678901234567.8');
    expect(first).toContain('"__proto__":{"a":1}');
    const members = [1, 2, 3].map(sk =>
      JSON.stringify({ delete: { table, key: { Pk: "pipe", Sk: sk }, if: "Visits = 1" } }),
    );
    const gone = await runDyn(["item", "transact", "-", ...target], { input: members.join("\n") });
    expect(gone).toMatchObject({ code: 0, stderr: "deleted 3 items, all together\n" });
  });

  it("are read by as many keys as come", async () => {
    await item("put", table, key("many"));
    const input = `${key("many")}\n`.repeat(20_000);
    const all = await runDyn(["item", "batch-get", table, "-", ...target], { input });
    expect(all).toMatchObject({ code: 0, stderr: "" });
    expect(all.stdout.split("\n")).toHaveLength(20_001);
  });
});

describe("an editor at a terminal", () => {
  let terminal: Terminal | undefined;
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dyn-editor-"));
  });
  afterEach(async () => {
    await terminal?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** An editor that asks what the file should hold. */
  const asking = "f() { printf 'new text: '; read -r text; printf '%s' \"$text\" > \"$1\"; }; f";
  const edit = (pk: string, cwd = folder, on = target) => {
    const env = { EDITOR: asking, VISUAL: "", TMPDIR: folder };
    terminal = startTerminal(["item", "edit", table, key(pk), ...on], { env, cwd });
    return terminal;
  };
  const drafts = () => readdirSync(folder).filter(name => name.startsWith("dyn-edit-"));

  it("has the terminal to itself; what is no item can be edited again", async () => {
    await item("put", table, '{"Pk":"tty","Sk":1,"A":1}');
    const { waitFor, press, ended, screen } = edit("tty");
    await waitFor("new text:");
    press('{"Pk":"tty","Sk":1,"A":\r');
    await waitFor("edit it again? [y/N]");
    press("y\r");
    await waitFor(/new text:[\s\S]*new text:/);
    press('{"Pk":"tty","Sk":1,"A":2}\r');
    expect(await ended).toBe(0);
    expect(screen()).toContain("changed A");
    expect((await item("get", table, key("tty"))).stdout).toBe('{"Pk":"tty","Sk":1,"A":2}\n');
    expect(drafts()).toEqual([]);
  });

  it("keeps the text when it is not edited again", async () => {
    await item("put", table, '{"Pk":"no","Sk":1,"A":1}');
    const { waitFor, press, ended, screen } = edit("no");
    await waitFor("new text:");
    press("nonsense\r");
    await waitFor("edit it again? [y/N]");
    press("n\r");
    expect(await ended).toBe(2);
    expect(screen().replace(/\n/g, "")).toContain("your version is kept in");
    expect(readFileSync(join(folder, drafts()[0] ?? "", "item.json"), "utf8")).toBe("nonsense");
  });

  it("ends with Ctrl-C, and what was written stays", async () => {
    await item("put", table, '{"Pk":"int","Sk":1,"A":1}');
    const env = {
      EDITOR: 'f() { trap - INT; echo more >> "$1"; echo open; exec sleep 1000; }; f',
      TMPDIR: folder,
    };
    terminal = startTerminal(["item", "edit", table, key("int"), ...target], { env, cwd: folder });
    await terminal.waitFor("open");
    terminal.press("\x03");
    expect(await terminal.ended).toBe(130);
    expect(terminal.screen().replace(/\n/g, "")).toContain("your version is kept in");
  });

  it("opens on a protected target after its table was typed", async () => {
    await item("put", table, '{"Pk":"safe","Sk":1,"A":1}');
    const place = `{ endpoint: "${(await engine()).endpoint.origin}", region: us-east-1, protect: true }`;
    writeFileSync(join(folder, "dyn.yaml"), `targets:\n  prod: ${place}\n`);
    const { waitFor, press, ended } = edit("safe", folder, ["-t", "prod"]);
    await waitFor(`Type ${table} to go on:`);
    press(`${table}\r`);
    await waitFor("new text:");
    press('{"Pk":"safe","Sk":1,"A":2}\r');
    expect(await ended).toBe(0);
    expect((await item("get", table, key("safe"))).stdout).toContain('"A":2');
  });
});
