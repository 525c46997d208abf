import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { tableWith } from "../support/tables.ts";
import { startTerminal, type Terminal, type TerminalOptions } from "../support/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "dyn-shell-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const up = "\x1b[A";
const ctrlC = "\x03";
const ctrlD = "\x04";

let url = "";
let table = "";
let prompt: RegExp;
let open: Terminal | undefined;
beforeAll(async () => {
  url = (await engine()).endpoint.origin;
  prompt = new RegExp(`\\n${url}> *$`);
  table = await tableWith(
    Array.from({ length: 40 }, (_, at) => ({
      Pk: { S: "a" },
      Sk: { N: String(at) },
      Colour: { S: at === 3 ? "\u001b[31mred\u202e" : "blue" },
    })),
  );
});
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** A shell on the engine that this file's tests share, at its prompt. */
async function shell(words: readonly string[] = [], options: TerminalOptions = {}) {
  open = startTerminal(["shell", "-t", url, ...words], options);
  await open.waitFor(prompt);
  return open;
}

/** Enters a line and waits for the prompt behind what it brings. */
async function enter(terminal: Terminal, line: string): Promise<string> {
  const before = terminal.screen().length;
  terminal.press(`${line}\r`);
  await terminal.waitFor(screenAfter(before, line));
  return terminal.screen().slice(before);
}

/** The prompt, once more than what was there and what was typed. */
function screenAfter(before: number, line: string): RegExp {
  return new RegExp(`^[\\s\\S]{${before + Math.min(line.length, 40)},}\\n${url}> *$`);
}

describe("a shell at a terminal", () => {
  it("runs the commands of dyn, tables by \\d, and ends with \\q", async () => {
    const terminal = await shell();
    expect(await enter(terminal, "\\d")).toContain(table);
    expect(await enter(terminal, `\\d ${table}`)).toContain("ByGroup");
    expect(await enter(terminal, `query ${table} "Pk = 'a' and Sk < 2"`)).toContain("2 items");
    expect(await enter(terminal, `dyn item get ${table} --pk a --sk 7`)).toContain("blue");
    expect(await enter(terminal, "\\?")).toContain("PartiQL, over several lines");
    terminal.press("\\q\r");
    expect(await terminal.ended).toBe(0);
  });

  it("takes PartiQL over several lines, up to the semicolon", async () => {
    const terminal = await shell();
    terminal.press(`select "Sk" from "${table}"\r`);
    await terminal.waitFor(/\n {3}-> *$/);
    expect(await enter(terminal, "where Pk = 'a' and Sk > 38;")).toMatch(/\n39\n1 item/);
    expect(
      await enter(terminal, `UPDATE "${table}" SET V = 1 WHERE Pk = 'no' AND Sk = 1;`),
    ).toContain("there is no such item");
  });

  it("outlives mistakes, and ends with Ctrl-D", async () => {
    const terminal = await shell();
    expect(await enter(terminal, "qurey T")).toContain("did you mean query?");
    expect(await enter(terminal, "item get Nope --pk a")).toContain("no such table");
    expect(await enter(terminal, "\\x")).toContain("there is no \\x");
    expect(await enter(terminal, "table --nonsense")).toContain("error:");
    terminal.press(ctrlD);
    expect(await terminal.ended).toBe(0);
  });

  it("goes from page to page with Enter, and q ends them", async () => {
    const terminal = await shell([], { rows: 14 });
    terminal.press(`scan ${table} --select Sk\r`);
    await terminal.waitFor("-- next page: Enter, q ends --");
    expect(terminal.screen()).not.toContain("--token");
    expect(terminal.screen()).not.toMatch(/\n15\n/);
    terminal.press("\r");
    await terminal.waitFor(/\n15\n[\s\S]*-- next page/);
    terminal.press("q");
    await terminal.waitFor(prompt);
    expect(terminal.screen()).not.toMatch(/\n30\n/);
  });

  it("stops a long output when the screen is full, and q ends it", async () => {
    const terminal = await shell([], { rows: 14 });
    terminal.press(`scan ${table} --all -o jsonl\r`);
    await terminal.waitFor("-- more: Enter, q ends --");
    expect(terminal.screen()).not.toContain('"Sk":20');
    terminal.press("q");
    await terminal.waitFor(prompt);
    expect(terminal.screen()).not.toContain('"Sk":20');
    expect(await enter(terminal, "\\t")).toContain(url);
  });

  it.each(["at its prompt", "between two pages"])("ends with its terminal, %s", async where => {
    const terminal = await shell([], { rows: 14 });
    if (where !== "at its prompt") {
      terminal.press(`scan ${table} --select Sk\r`);
      await terminal.waitFor("-- next page: Enter, q ends --");
    }
    process.kill(terminal.pid, "SIGHUP");
    await terminal.ended;
  });

  it("cancels a line with Ctrl-C, and a statement half entered", async () => {
    const terminal = await shell();
    terminal.press("item put nothing of this");
    await terminal.waitFor("nothing of this");
    terminal.press(ctrlC);
    await terminal.waitFor(/nothing of this\^C\n/);
    await terminal.waitFor(prompt);
    terminal.press("SELECT * FROM\r");
    await terminal.waitFor(/-> *$/);
    terminal.press(ctrlC);
    await terminal.waitFor(/\^C\n[\s\S]*\^C\n/);
    await terminal.waitFor(prompt);
    expect(await enter(terminal, "\\t")).toContain(url);
  });

  it("stops a command with Ctrl-C, and stays (synthetic)", async () => {
    const silent = await startFaultProxy(new URL(url), (_, operation) =>
      operation === "Query" ? { kind: "silence" } : undefined,
    );
    try {
      const terminal = await shell();
      terminal.press(`query ${table} "Pk = 'a'" -t ${silent.url.href}\r`);
      await waitUntil(() => silent.seen.some(({ operation }) => operation === "Query"));
      terminal.press(ctrlC);
      await terminal.waitFor(/\^C\n/);
      await terminal.waitFor(prompt);
      expect(await enter(terminal, `item get ${table} --pk a --sk 7`)).toContain("blue");
    } finally {
      await silent.close();
    }
  });

  it("asks a command's questions at its own prompt, and Ctrl-C says no to them", async () => {
    const terminal = await shell();
    const doomed = await tableWith([]);
    terminal.press(`table delete ${doomed}\r`);
    await terminal.waitFor(/\[y\/N\] *$/);
    terminal.press(ctrlC);
    await terminal.waitFor(prompt);
    expect(await enter(terminal, "\\d")).toContain(doomed);
    terminal.press(`table delete ${doomed}\r`);
    await terminal.waitFor(/\[y\/N\] *$/);
    terminal.press("y\r");
    await terminal.waitFor("deleted");
    await terminal.waitFor(prompt);
  });

  it("protects within: a write asks for the table's name", async () => {
    const home = mkdtempSync(join(folder, "protected-"));
    const target = `endpoint: ${url}, region: us-east-1, protect: true`;
    const credentials = "credentials: { accessKeyId: a, secretAccessKey: b }";
    writeFileSync(
      join(home, "dyn.yaml"),
      `targets:\n  production: { ${target}, ${credentials} }\n`,
    );
    open = startTerminal(["shell", "-t", "production"], { cwd: home });
    await open.waitFor(/production!> *$/);
    const statement = `INSERT INTO "${table}" VALUE {'Pk': 'p', 'Sk': 1};`;
    open.press(`${statement}\r`);
    await open.waitFor(`Type ${table} to go on:`);
    open.press("no\r");
    await open.waitFor("nothing was changed");
    await open.waitFor(/production!> *$/);
    open.press(`${statement}\r`);
    await open.waitFor(/nothing was changed[\s\S]*to go on: *$/);
    open.press(`${table}\r`);
    await open.waitFor("inserted 1 item");
  });

  it("gives a command the lines that it reads from stdin, up to Ctrl-D", async () => {
    const terminal = await shell();
    terminal.press(`item put ${table} -\r`);
    terminal.press('{"Pk":"in","Sk":1}\r{"Pk":"in","Sk":2}\r');
    await terminal.waitFor(/"Sk":2\}/);
    terminal.press(ctrlD);
    await terminal.waitFor("put 2 items");
    await terminal.waitFor(prompt);
    expect(await enter(terminal, `query ${table} --pk in --count`)).toMatch(/\n2\n/);
  });

  it("leaves the keys to an editor while that is open", async () => {
    const EDITOR = 'f() { printf "colour? "; read -r c; sed -i "s/blue/$c/" "$1"; }; f';
    const terminal = await shell([], { env: { EDITOR, VISUAL: "" } });
    terminal.press(`item edit ${table} --pk a --sk 9\r`);
    await terminal.waitFor(/colour\? *$/);
    terminal.press("green\r");
    await terminal.waitFor(prompt);
    expect(await enter(terminal, `item get ${table} --pk a --sk 9`)).toContain("green");
  });

  it("leaves Ctrl-C to an editor, too, and outlives one that ends with it", async () => {
    const handled = join(folder, "handled.mjs");
    writeFileSync(
      handled,
      'process.on("SIGINT", () => console.log("not now")); process.stdin.once("data", () => process.exit()); console.log("ready");',
    );
    const EDITOR = `node ${handled}`;
    const terminal = await shell([], { env: { EDITOR, VISUAL: "" } });
    terminal.press(`item edit ${table} --pk a --sk 10\r`);
    await terminal.waitFor("ready");
    terminal.press(ctrlC);
    await terminal.waitFor("not now");
    terminal.press("\r");
    await terminal.waitFor(/\nnothing was changed[\s\S]*> *$/);
    await terminal.close();
    const ended = await shell([], {
      env: { EDITOR: "f() { trap - INT; echo on; exec sleep 1000; }; f", VISUAL: "" },
    });
    ended.press(`item edit ${table} --pk a --sk 10\r`);
    await ended.waitFor(/\non$/);
    ended.press(ctrlC);
    await ended.waitFor("the editor was interrupted; nothing was changed");
    expect(await enter(ended, `query ${table} --pk a --count`)).toContain("40");
  });

  it("runs what was typed ahead, in order", async () => {
    const terminal = await shell();
    terminal.press(`query ${table} --pk a --count\r\\t\r\\?\r`);
    await terminal.waitFor(/\n40\n[\s\S]*> \\t\n[\s\S]*PartiQL, over several lines[\s\S]*> *$/);
  });

  it("never lets data steer the terminal", async () => {
    const terminal = await shell();
    await enter(terminal, `item get ${table} --pk a --sk 3`);
    await enter(terminal, `item get ${table} --pk a --sk 3 -o json`);
    expect(terminal.screen()).toContain("u001b[31mred");
    expect(terminal.raw()).not.toContain("\u001b[31m");
    expect(terminal.raw()).not.toContain("\u202e");
  });

  it("keeps one engine in memory for all its commands", async () => {
    open = startTerminal(["shell", "-t", "memory"]);
    await open.waitFor(/memory> *$/);
    open.press("table create scenarios/tables/user-sessions.yaml\r");
    await open.waitFor("created UserSessions on memory");
    open.press("\\d\r");
    await open.waitFor(/\\d\n[\s\S]*UserSessions[\s\S]*memory> *$/);
  });

  it("stays on the target that its prompt names, whatever becomes of dyn.yaml", async () => {
    const cwd = mkdtempSync(join(folder, "pinned-"));
    const targets = ["one", "two"].map(
      name => `  ${name}: { endpoint: "${url}", region: us-east-1 }`,
    );
    const choose = (name: string) =>
      writeFileSync(join(cwd, "dyn.yaml"), `default: ${name}\ntargets:\n${targets.join("\n")}\n`);
    choose("one");
    open = startTerminal(["shell"], { cwd });
    await open.waitFor(/one> *$/);
    choose("two");
    open.press("query Nowhere --pk a\r");
    await open.waitFor(/Nowhere: no such table on one\n[\s\S]*one> *$/);
  });

  it("changes its target", async () => {
    const terminal = await shell();
    terminal.press("\\t memory\r");
    await terminal.waitFor(/\nmemory> *$/);
    terminal.press("\\t nowhere\r");
    await terminal.waitFor(/unknown target "nowhere"[\s\S]*\nmemory> *$/);
  });
});

describe("the history of a shell", () => {
  it("is there again, for this user alone, without what begins with a space", async () => {
    const home = mkdtempSync(join(folder, "history-"));
    const first = await shell([], { env: { DYN_HOME: home } });
    await enter(first, "\\t");
    await enter(first, " item get Secret --pk secret");
    first.press("SELECT Sk -- comment\r");
    await first.waitFor(/-> *$/);
    await enter(first, `  FROM "${table}" WHERE Pk = 'a' AND Sk = 1;`);
    first.press("\\q\r");
    await first.ended;
    await first.close();
    const file = join(home, "shell-history");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const statement = `SELECT Sk FROM "${table}" WHERE Pk = 'a' AND Sk = 1;`;
    expect(readFileSync(file, "utf8")).toBe(`\\t\n${statement}\n\\q\n`);
    const second = await shell([], { env: { DYN_HOME: home } });
    second.press(up + up);
    await second.waitFor(statement);
    second.press("\r");
    await second.waitFor(/\n1 item/);
  });

  it("begins with the newest again after Ctrl-C", async () => {
    const terminal = await shell();
    await enter(terminal, `query ${table} --pk a --count`);
    await enter(terminal, "\\t");
    terminal.press(up + up + ctrlC);
    await terminal.waitFor(/--count\^C\n\S+> *$/);
    terminal.press(up);
    await terminal.waitFor(/> \\t *$/);
  });

  it("is bounded, and what could steer the terminal is not in it", async () => {
    const home = mkdtempSync(join(folder, "history-"));
    const file = join(home, "shell-history");
    const many = Array.from({ length: 1500 }, (_, at) => `table list ${at}`);
    writeFileSync(file, `${[...many, "evil \u001b]0;x\u0007"].join("\n")}\n`, { mode: 0o644 });
    const terminal = await shell([], { env: { DYN_HOME: home } });
    expect(readFileSync(file, "utf8").split("\n")).toHaveLength(1001);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    terminal.press(up);
    await terminal.waitFor("table list 1499");
  });
});

describe("Tab in a shell", () => {
  it("completes commands, options, tables, indexes and attributes", async () => {
    const terminal = await shell();
    const completed = async (typed: string, expected: string) => {
      terminal.press(typed);
      await terminal.waitFor(typed.replace("\t", ""));
      await terminal.waitFor(expected);
      terminal.press(ctrlC);
      await terminal.waitFor(
        new RegExp(`${expected.replace(/[^\w ]/g, "\\$&")}[\\s\\S]*\\^C\n[\\s\\S]*> *$`),
      );
    };
    await completed("par\t", "partiql");
    await completed("scan T -o dyna\t", "-o dynamodb-json");
    await completed("scan T --target mem\t", "--target memory");
    await completed("table desc\t", "table describe");
    await completed("query --ind\t", "query --index");
    await completed(`query ${table.slice(0, -1)}\t`, `query ${table}`);
    await completed(`query ${table} --index ByG\t`, "--index ByGroup");
    await completed(`query ${table} "Ra\t`, '"Rank');
    await enter(terminal, `item get ${table} --pk a --sk 7`);
    await completed(`scan ${table} --select Col\t`, "--select Colour");
    await completed(`SELECT * FROM "${table.slice(0, -1)}\t`, `FROM "${table}"`);
    await completed(`\\d ${table.slice(0, -1)}\t`, `\\d ${table}`);
  });
});

describe("a shell off a terminal", () => {
  const script = (lines: readonly string[], words: readonly string[] = []) =>
    runDyn(["shell", "-t", url, ...words], { input: lines.join("\n") });

  it("runs the lines of stdin, data on stdout", async () => {
    const ran = await script([
      "# a comment",
      `query ${table} --pk a --limit 1 --select Sk --quiet`,
      `SELECT Sk FROM "${table}"`,
      "WHERE Pk = 'a' AND Sk = 5;",
    ]);
    expect(ran).toEqual({ code: 0, stdout: '{"Sk":0}\n{"Sk":5}\n', stderr: "" });
  });

  it("stops with the exit code of the first that fails", async () => {
    const ran = await script(["\\t", "item get Nope --pk a", `query ${table} --pk a`]);
    expect(ran).toMatchObject({ code: 1, stdout: `${url}\n` });
    expect(ran.stderr).toContain("stdin:2  this line failed; those after it were not run");
    expect((await script(["qurey"])).code).toBe(2);
    expect((await script(["SELECT * FROM T"])).stderr).toContain("ends with a semicolon");
  });

  it("goes on with --keep-going, and ends with 5", async () => {
    const ran = await script(["\\x", "item get Nope --pk a", "\\t"], ["--keep-going"]);
    expect(ran).toMatchObject({ code: 5, stdout: `${url}\n` });
    expect(ran.stderr).toContain("2 of 3 lines failed");
  });

  it("has its options hold for commands that begin with their own", async () => {
    const input = `-t ${url} query ${table} --pk a --count\nquery ${table} --pk a --count -o jsonl\nhelp query\n`;
    const got = await runDyn(["shell", "-t", url, "-o", "json", "--no-color"], { input });
    expect(got).toMatchObject({ code: 0 });
    expect(got.stdout).toMatch(
      /^\{\n {2}"count": 40,[\s\S]*\n\}\n\{"count":40,.*\}\n[\s\S]*Usage:/,
    );
  });

  it("tells a quote that is never closed, however many lines follow", async () => {
    const input = `query ${table} don't\n${"item get T --pk a --sk some-sort-key-or-other\n".repeat(100_000)}`;
    const got = await runDyn(["shell", "-t", url], { input });
    expect(got).toMatchObject({ code: 2, stdout: "" });
    expect(got.stderr).toContain("stdin:1  this is not at its end\n       a quote is not closed");
  });

  it("ends at quit", async () => {
    const ran = await script([`scan ${table} --all -o jsonl`, "quit", "nonsense"]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
  });
});

async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5));
}
