// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliOptions, type CliResult, runDyn } from "../support/cli.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { dynAnywhere } from "../support/in-process.ts";
import { startRawServer } from "../support/raw-server.ts";
import { tableWith } from "../support/tables.ts";

let folder: string;
let target: string[];
let table: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-bad-input-"));
  target = ["-t", (await engine()).endpoint.href];
  table = await tableWith([1, 2, 3].map(n => ({ Pk: { S: "a" }, Sk: { N: String(n) } })));
  write("item.yaml", "Pk: a-${i}\nSk: ${i}\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, content: string | Buffer): void {
  writeFileSync(join(folder, file), content);
}

const dyn = (words: readonly string[], options?: CliOptions) =>
  runDyn(words, { cwd: folder, ...options });

/** The same without a process of its own, for the many; on whatever target the words name. */
async function anywhere(
  words: readonly string[],
  options?: { readonly cwd?: string; readonly input?: string },
): Promise<CliResult> {
  const { code, out, err } = await dynAnywhere(words, { cwd: folder, ...options });
  return { stdout: out, stderr: err, code };
}

/** The same on the worker's engine. */
const inside = (words: readonly string[], options?: { readonly input: string }) =>
  anywhere([...words, ...target], options);

/** An error as users should meet it: nothing on stdout, a plain message, no trace of the code. */
function expectRefused(ran: CliResult, code: number, ...messages: readonly (RegExp | string)[]) {
  expect({ stdout: ran.stdout, code: ran.code }).toEqual({ stdout: "", code });
  for (const message of messages) expect(ran.stderr).toMatch(message);
  expect(ran.stderr).toMatch(/^error: /m);
  expect(ran.stderr).not.toMatch(/fault of dyn|^\s+at .*:\d+:\d+\)?$|node_modules|undefined/m);
}

describe("a file that cannot be what was meant", () => {
  it.each([
    ["is malformed YAML", "table: [a\n b: c\n", /^error: bad\.yaml:1:9 {2}Implicit keys/m],
    ["is empty", "", /^error: bad\.yaml:1:1 {2}no table in this file$/m],
    ["holds nothing but comments", "# soon\n---\n", /no table in this file/],
    ["holds one word", "Users\n", /^error: bad\.yaml:1:1 {2}/m],
    ["is binary", Buffer.from([0, 0xff, 0xfe, 0x80, 7]), /bad\.yaml \(it is not UTF-8 text\)/],
    ["is no UTF-8", Buffer.from("table: Zür\n", "latin1"), /bad\.yaml \(it is not UTF-8 text\)/],
    ["has 50 MB", "tags:\n".padEnd(50_000_000, "  a: b\n"), /bad\.yaml \(it has more than 1 MB\)/],
    ["nests without end", `table: ${"[".repeat(20_000)}`, /^error: bad\.yaml:1:\d+ {2}/m],
    ["names itself within itself", "a: &a [*a]\ntable: *a\n", /^error: bad\.yaml:1:/m],
    ["has a NUL in a name", "table: Abc\npartitionKey: Id S\na\0b: 1\n", /:3:1 .*"a\\u\{0\}b"/],
    ["leads out of the folder", "table: ../../x\npartitionKey: Id S\n", /:1:8 .*"\.\.\/\.\.\/x"/],
    ["names it with an emoji", "table: T😀Xx\npartitionKey: Id S\n", /:1:8 .*"T😀Xx"/],
    ["says __proto__", "table: Abc\npartitionKey: Id S\n__proto__: { a: 1 }\n", /:3:1 .*__proto__/],
    ["says it twice", "table: Abc\npartitionKey: Id S\ntable: Abc\n", /:3:1 .*same key/],
    ["steers a terminal", 'table: "\\e]0;x\\a"\npartitionKey: Id S\n', /"\\u\{1b\}\]0;x\\u\{7\}"/],
  ])("one that %s makes no table", async (_, content, message) => {
    write("bad.yaml", content);
    expectRefused(await inside(["table", "create", "bad.yaml"]), 2, message);
  });

  it.each([
    ["is missing", ["none.yaml"], /cannot read none\.yaml \(no such file\)/],
    ["is a directory", ["."], /cannot read \. \(it is a directory\)/],
    ["is a part of a file", ["item.yaml/x.yaml"], /cannot read item\.yaml\/x\.yaml \(/],
    ["is endless", ["/dev/zero"], /cannot read \/dev\/zero \(it has more than 1 MB\)/],
    ["has a name that steers a terminal", ["\u001b[31m"], /cannot read \\u\{1b\}\[31m/],
  ])("a path that %s is told as it was typed", async (_, words, message) => {
    for (const verb of ["table create", "stress check", "stress run"]) {
      expectRefused(await inside([...verb.split(" "), ...words]), 2, message);
    }
    const seed = ["seed", table, "--count", "1", "--template", ...words];
    expectRefused(await inside(seed), 2, message);
  });

  it("has all its mistakes told at once, each with its place", async () => {
    write(
      "five.yaml",
      [
        "table: Ab",
        "partitionKey: Id X",
        "biling: on-demand",
        "indexes:",
        "  ByMail: { partitionKey: Mail S, projection: some }",
        "stream: everything",
      ].join("\n"),
    );
    const ran = await dyn(["table", "create", "five.yaml", "-t", "memory"]);
    expectRefused(
      ran,
      2,
      /^error: five\.yaml:1:8 {2}"Ab" cannot be a table's name/m,
      /^error: five\.yaml:2:15 {2}"X" is no key type/m,
      /^error: five\.yaml:3:1 {2}unknown key "biling"; did you mean "billing"\?$/m,
      /^error: five\.yaml:5:47 {2}expected "all", .*, got "some"$/m,
      /^error: five\.yaml:6:9 {2}.*got "everything"$/m,
      /^5 problems in five\.yaml$/m,
    );
  });

  it("makes none of several tables when one of their files is wrong", async () => {
    const name = uniqueTable("Half");
    write("good.yaml", `table: ${name}\npartitionKey: Id S\n`);
    write("wrong.yaml", "table: Ab\npartitionKey: Id S\n");
    expectRefused(await dyn(["table", "create", "good.yaml", "wrong.yaml", ...target]), 2);
    const { stdout } = await dyn(["table", "list", ...target]);
    expect(stdout).not.toContain(name);
  });

  it("is none for a byte order mark and Windows line ends", async () => {
    write("windows.yaml", "\ufefftable: Windows\r\npartitionKey: Id S\r\n");
    const { code } = await dyn(["table", "create", "windows.yaml", "-t", "memory"]);
    expect(code).toBe(0);
  });

  it("tells a scenario's mistakes before anything starts", async () => {
    write("table.yaml", "table: Things\npartitionKey: Id S\n");
    write(
      "load.yaml",
      [
        "tables: [table.yaml]",
        "entities:",
        '  t: { table: Things, count: 9, item: { Id: "a-${zipff(3)}", B: "${text(" } }',
        "operations:",
        "  get: { get: { entity: t, pick: zipff } }",
        'thresholds: ["p95 <", "gett.p95 < 20ms", "p95 < 20parsecs"]',
      ].join("\n"),
    );
    for (const verb of ["check", "run"]) {
      expectRefused(
        await dyn(["stress", verb, "load.yaml"]),
        2,
        /^error: load\.yaml:3:50 {2}\$\{zipff\(…\)\}: no such function; did you mean zipf\?$/m,
        /^error: load\.yaml:3:\d+ {2}\$\{ is not closed$/m,
        /^error: load\.yaml:5:34 {2}unknown pick "zipff"; did you mean "zipf"\?$/m,
        /^error: load\.yaml:6:20 {2}no value in it$/m,
        /^error: load\.yaml:6:23 {2}unknown operation "gett"; did you mean "get"\?$/m,
        /^error: load\.yaml:6:49 {2}"20parsecs" is no value for p95$/m,
      );
    }
  });

  it("gives the place of a mistake in dyn.yaml", async () => {
    const project = join(folder, "project");
    mkdirSync(project);
    writeFileSync(join(project, "dyn.yaml"), "targets:\n  dev: { endpont: http://127.0.0.1:1 }\n");
    const ran = await anywhere(["table", "list", "-t", "dev"], { cwd: project });
    expectRefused(
      ran,
      2,
      /^error: dyn\.yaml:2:10 {2}unknown key "endpont"; did you mean "endpoint"/,
    );
  });
});

describe("a flag that cannot be what was meant", () => {
  it.each([
    [["--threshold", "p95<"], /threshold "p95<": no value in it/],
    [["--threshold", "read.p95<3ms"], /unknown operation "read"/],
    [["--concurrency", "0"], /'--concurrency <n>' argument '0' .* from 1 to 10000/],
    [["--requests", "-1"], /'--requests <n>' argument '-1'/],
    [["--duration", "0s"], /a run takes some time/],
    [["--client", "curl"], /'--client <name>' argument 'curl' .* wire, sdk/],
    [["--durration", "1s"], /unknown option '--durration'\n +did you mean --duration\?/],
    [["-o", "xml"], /argument 'xml' .* json/],
    [["-t", "lokal"], /unknown target "lokal"\n +did you mean local\?/],
    [["-t", "ftp://127.0.0.1"], /unknown target/],
    [["-t", "http://127.0.0.1:99999"], /http:\/\/127\.0\.0\.1:99999/],
    [["-t", "http://me:hunter2@127.0.0.1"], /cannot hold a user or a password/],
  ])("%j", async (words, message) => {
    write("fine-table.yaml", "table: Things\npartitionKey: Id S\n");
    write(
      "fine.yaml",
      "tables: [fine-table.yaml]\nentities:\n  t: { table: Things, count: 9, item: { Id: 'a-${i}' } }\n" +
        "operations:\n  get: { get: { entity: t } }\nload: { requests: 3 }\n",
    );
    const ran = await anywhere(["stress", "run", "fine.yaml", ...words]);
    expectRefused(ran, 2, message);
    expect(ran.stderr).not.toContain("hunter2");
  });
});

describe("words that lead nowhere", () => {
  it.each([
    [["stres", "run"], /unknown command 'stres'\n +did you mean stress\?/],
    [["table", "creat"], /unknown command 'creat'\n +did you mean create\?/],
    [["table", "create"], /missing required argument 'file'/],
  ])("%j", async (words, message) => expectRefused(await anywhere(words), 2, message));

  it.each(["table", "item", "stress", "local"])("%s alone shows its verbs", async noun => {
    const { stdout, stderr, code } = await anywhere([noun]);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toMatch(new RegExp(`^Usage: dyn ${noun} `, "m"));
  });
});

const http = (status: string, body: string, length = body.length) =>
  `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n${body}`;

describe("a target that is no DynamoDB", () => {
  const strange = /what answers there is not DynamoDB/;
  const broken = /the connection broke/;

  it.each([
    ["answers HTML", http("200 OK", "<html><body>hi</body></html>"), 4, strange],
    ["knows no such page", http("404 Not Found", "<html></html>"), 4, strange],
    [
      "sends elsewhere",
      "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
      4,
      strange,
    ],
    ["is a broken gateway", http("502 Bad Gateway", "\u001b[31mno"), 1, /the service failed.*502/],
    ["answers a list", http("200 OK", "[]"), 4, strange],
    ["knows nothing of the table", http("200 OK", "{}"), 1, /in a way that dyn cannot read/],
    ["answers half a body", http("200 OK", '{"Table":{', 500), 4, broken],
    ["answers a body cut short", http("200 OK", '{"Table":{'), 4, /cannot reach/],
    ["answers an empty body", http("200 OK", ""), 4, /cannot reach/],
    ["hangs up", "", 4, broken],
    ["is no web server", "SSH-2.0-OpenSSH_9.2\r\n", 4, /cannot reach/],
  ])("%s", async (_, bytes, code, message) => {
    const server = await startRawServer(bytes);
    try {
      const seed = ["seed", table, "--template", "item.yaml", "--count", "30"];
      const [read, written] = await Promise.all(
        [["scan", table], seed].map(words => anywhere([...words, "-t", server.url])),
      );
      for (const ran of [read, written]) {
        if (ran === undefined) throw new Error("nothing ran");
        expectRefused(ran, code, message);
        expect(ran.stderr).toMatch(code === 4 ? server.url : "");
        expect(ran.stderr).not.toMatch(/may or may not/);
        expect(ran.stderr).not.toContain("\u001b");
      }
    } finally {
      await server.close();
    }
  });

  it("accepts and stays silent", async () => {
    const server = await startRawServer(undefined);
    const project = mkdtempSync(join(folder, "silent-"));
    const dev = `{ endpoint: "${server.url}", region: eu-west-1, requestTimeout: 1s }`;
    writeFileSync(join(project, "dyn.yaml"), `targets: { dev: ${dev} }\n`);
    try {
      const commands = ["table list", `scan ${table}`, `item get ${table} {}`];
      const all = commands.map(words =>
        anywhere([...words.split(" "), "-t", "dev"], { cwd: project }),
      );
      for (const ran of await Promise.all(all)) {
        expectRefused(ran, 4, /no reply in time/);
        expect(ran.stderr).toContain(`cannot reach ${server.url}`);
      }
    } finally {
      await server.close();
    }
  });
});

describe("tables, tokens and items", () => {
  it("offers the nearest name for a table that is not there", async () => {
    const typed = `${table}x`;
    const near = new RegExp(`^error: ${typed}: no such table on .*\n +did you mean ${table}\\?\n$`);
    const commands = [
      ["scan", typed],
      ["query", typed, "Pk = 'a'"],
      ["item", "get", typed, "--pk", "a", "--sk", "1"],
      ["table", "describe", typed],
      ["table", "delete", typed, "--yes"],
    ];
    const all = await Promise.all(commands.map(words => inside(words)));
    for (const ran of all) expectRefused(ran, 1, near);
  });

  it("refuses a token that is broken, or of another query", async () => {
    const first = await inside(["query", table, "Pk = 'a'", "--limit", "1"]);
    const token = /--token (\S+)/.exec(first.stderr)?.[1] ?? "";
    const wrong = [
      ["query", table, "Pk = 'a'", "--token", "nonsense"],
      ["query", table, "Pk = 'a'", "--token", ""],
      ["query", table, "Pk = 'a'", "--token", token.slice(0, -3)],
      ["query", table, "Pk = 'b'", "--token", token],
      ["query", table, "Pk = 'a'", "--desc", "--token", token],
      ["scan", table, "--token", token],
    ];
    const all = await Promise.all(wrong.map(words => inside(words)));
    for (const ran of all) expectRefused(ran, 2, /token/);
  });

  it("refuses an item over 400 KB and stores nothing of it", async () => {
    const input = JSON.stringify({ Pk: "big", Sk: 1, Text: "x".repeat(400 * 1024) });
    const ran = await inside(["item", "put", table, "-"], { input });
    expectRefused(ran, 2, /the item has 4\d\d KB; DynamoDB takes 400 KB/);
    const { stdout } = await inside(["query", table, "Pk = 'big'"]);
    expect(stdout).toBe("");
  });

  it.each([
    ["nothing", "", /error: /],
    ["half a line", '{"Pk":"a","Sk":', /error: /],
    ["a NUL", '{"Pk":"a\0","Sk":1}', /error: /],
    ["a word", "hello", /error: /],
    ["a list", "[1]", /error: /],
    ["a key of the wrong type", '{"Pk":1,"Sk":1}', /Pk must be a string/],
    ["a number of 39 digits", `{"Pk":"a","Sk":1,"N":1${"0".repeat(37)}1}`, /38/],
    ["an endless nesting", `{"Pk":"a","Sk":1,"N":${"[".repeat(100_000)}`, /error: /],
  ])("takes %s for no item", async (_, input, message) => {
    expectRefused(await inside(["item", "put", table, "-"], { input }), 2, message);
  });

  it("keeps __proto__ an attribute like any other", async () => {
    const input = '{"Pk":"proto","Sk":1,"__proto__":{"polluted":true},"constructor":"x"}\n';
    expect((await dyn(["item", "put", table, "-", ...target], { input })).code).toBe(0);
    const { stdout } = await dyn(["query", table, "Pk = 'proto'", ...target]);
    expect(stdout).toContain('"__proto__":{"polluted":true}');
    expect(stdout).toContain('"constructor":"x"');
  });
});

describe("places that cannot be written", () => {
  it("leaves no trace of a data directory that is a file", async () => {
    const env = { DYN_HOME: join(folder, "item.yaml") };
    const ran = await dyn(["table", "list", "-t", "local"], { env });
    expectRefused(ran, 1, /cannot write .*item\.yaml\/local: a part of the path is a file/);
  });

  it("finds before seeding that the dead-letter file cannot be made, or says so", async () => {
    write("large.yaml", "Pk: l-${i}\nSk: ${i}\nText: ${text(409600)}\n");
    const seed = ["seed", table, "--template", "large.yaml", "--count", "3", ...target];
    const ran = await dyn([...seed, "--dead-letter", "item.yaml/dead.jsonl"]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/^error: .*item\.yaml\/dead\.jsonl/m);
    expect(ran.stdout).toBe("");
    expect(readdirSync(folder).filter(name => name.includes("dead"))).toEqual([]);
  });

  it.each([["dead-letter file", "--dead-letter"]])(
    "tells of a full disk under the %s",
    async (_, flag) => {
      write("large.yaml", "Pk: l-${i}\nSk: ${i}\nText: ${text(409600)}\n");
      const seed = ["seed", table, "--template", "large.yaml", "--count", "3", ...target];
      const ran = await dyn([...seed, flag, "/dev/full"]);
      expectRefused(ran, 1, /\/dev\/full.*(no space|full)/i);
    },
  );
});
