import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { escapedForBash, unquoted, withinQuotes } from "../../src/commands/completion/quoting.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { dyn, dynAnywhere } from "../support/in-process.ts";

const folders = mkdtempSync(join(tmpdir(), "dyn-completion-"));
afterAll(() => rmSync(folders, { recursive: true }));

const folder = () => mkdtempSync(join(folders, "one-"));

/** The words offered for the last one of these; `files …` where files may stand. */
async function offered(typed: readonly string[], cwd = folder()): Promise<string[]> {
  const words = ["completion", "words", "--shell", "zsh", "--", ...typed];
  const options = { cwd, env: { DYN_HOME: join(cwd, "home") } };
  const { code, out, err } = await dynAnywhere(words, options);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out
    .split("\n")
    .slice(0, -1)
    .map(line => (line.startsWith("\t") ? `files ${line.slice(1)}`.trim() : line.split("\t")[0]))
    .map(word => word ?? "");
}

async function table(): Promise<string> {
  const name = uniqueTable("Completed");
  const schema = join(folder(), "t.yaml");
  writeFileSync(schema, `table: ${name}\npartitionKey: Id S\n`);
  expect(await dyn(["table", "create", schema])).toMatchObject({ code: 0 });
  return name;
}

describe("what is offered", () => {
  it.each([
    [["table", "dum"], ["dump"]],
    [["help", "table", "dum"], ["dump"]],
    [["-tmemory", "loc"], ["local"]],
    [["--target", "table", "loc"], ["local"]],
    [["table", "dump", "--as", "cl"], ["cloudformation"]],
    [["table", "wait", "--for=ac"], ["--for=active"]],
    [["query", "T", "--sk-between", "1", "2", "--des"], ["--desc"]],
    [["query", "T", "--sk-between=1", "2", "--des"], ["--desc"]],
    [["query", "T", "--filter", "--desc", "--desc", "--fil"], []],
    [["stress", "run", "a.yaml", ""], ["files yaml yml"]],
    [["table", "create", "a.yaml", ""], ["files yaml yml json template"]],
    [["table", "create", "--", "--no-c"], ["files yaml yml json template"]],
    [["seed", "T", "--template="], ["files yaml yml"]],
    [["scan", "--nonsense=a"], []],
    [["nonsense", "a"], []],
    [["table", "list", "--no-c"], ["--no-color"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["-"], expect.arrayContaining(["-t", "--target", "-h", "--help"])],
  ])("for %j is %j", async (typed, words) => {
    expect(await offered(typed)).toEqual(words);
  });

  it("is everything where nothing is typed", async () => {
    expect(await offered([""])).toEqual(expect.arrayContaining(["table", "query", "completion"]));
    expect(await offered(["table", ""])).toContain("create");
  });

  it("is nothing, and no complaint, where dyn.yaml is wrong", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "dyn.yaml"), "targets: 3");
    expect(await offered(["query", ""], cwd)).toEqual([]);
    expect(await offered(["query", "-t", "me"], cwd)).toEqual(["memory"]);
  });
});

describe("tables", () => {
  it("are asked of no engine that does not run", async () => {
    const cwd = folder();
    expect(await offered(["query", ""], cwd)).toEqual([]);
    expect(await offered(["query", "-t", "memory", ""], cwd)).toEqual([]);
    expect(existsSync(join(cwd, "home"))).toBe(false);
  });

  it("are asked of what is elsewhere only where the line names it, and remembered", async () => {
    const cwd = folder();
    const name = await table();
    const { endpoint } = await engine();
    // An address of this machine that is not known for one.
    const far = {
      endpoint: `http://[::ffff:127.0.0.1]:${endpoint.port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    };
    writeFileSync(join(cwd, "dyn.yaml"), JSON.stringify({ default: "far", targets: { far } }));
    expect(await offered(["query", name], cwd)).toEqual([]);
    expect(await offered(["query", "-t", "far", name], cwd)).toEqual([name]);
    const younger = await table();
    expect(await offered(["query", "-t", "far", younger], cwd)).toEqual([]);
    expect(await offered(["query", "-t", endpoint.href, younger], cwd)).toEqual([younger]);
  });
});

describe("words as bash wants them", () => {
  const word = fc.string({ unit: "binary", minLength: 1 }).filter(each => !/\p{C}/u.test(each));

  it("mean the same, escaped and within quotes", () => {
    fc.assert(
      fc.property(word, text => {
        expect(unquoted(escapedForBash(text))).toEqual({ text, open: undefined });
        expect(unquoted(`"${withinQuotes(text, '"')}"`)).toEqual({ text, open: undefined });
        expect(unquoted(`'${withinQuotes(text, "'")}'`)).toEqual({ text, open: undefined });
      }),
    );
  });

  it("may end within quotes", () => {
    expect(unquoted('a\\ "b c')).toEqual({ text: "a b c", open: '"' });
    expect(unquoted("'a\\")).toEqual({ text: "a\\", open: "'" });
    expect(unquoted("a\\")).toEqual({ text: "a\\", open: undefined });
  });
});
