// biome-ignore-all lint/suspicious/noTemplateCurlyInString: files are made of templates
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import { type Fault, startFaultProxy } from "../support/fault-proxy.ts";
import { dynAnywhere, runHere } from "../support/in-process.ts";
import { startRawServer } from "../support/raw-server.ts";
import { tableWith } from "../support/tables.ts";

const planted = "pl4nt3d";
const ambient = {
  AWS_ACCESS_KEY_ID: "AKIAAMBIENT",
  AWS_SECRET_ACCESS_KEY: `${planted}-environment`,
  AWS_SESSION_TOKEN: `${planted}-session`,
  AWS_REGION: "eu-west-1",
  AWS_EC2_METADATA_DISABLED: "true",
};
/** Clears the screen, renames the window, turns the direction of text, and rings. */
const evil = "\u001b[2J\u001b]0;x\u0007\u202eabc\u2066\u009b31m\r";

let folder: string;
let endpoint: URL;
let table: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-security-"));
  endpoint = (await engine()).endpoint;
  table = await tableWith([
    { Pk: { S: evil }, Sk: { N: "1" }, [evil]: { S: evil }, M: { M: { [evil]: { S: evil } } } },
  ]);
  writeFileSync(join(folder, "item.yaml"), "Pk: p-${i}\nSk: ${i}\n");
  writeFileSync(join(folder, "things.yaml"), "table: Things\npartitionKey: Id S\n");
  writeFileSync(
    join(folder, "load.yaml"),
    "tables: [things.yaml]\nentities: { t: { table: Things, count: 9, item: { Id: 's-${i}' } } }\n" +
      "operations:\n  put: { put: { entity: t, pick: new } }\nload: { requests: 20, concurrency: 2 }\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dyn = (words: readonly string[], cwd = folder, env: Record<string, string> = {}) =>
  runDyn(words, { cwd, env: { ...ambient, ...env } });

/** The same within this process, where that makes no difference. */
const dynHere = (words: readonly string[], cwd = folder) => runHere(words, { cwd, env: ambient });

/** Line ends and tabs aside, nothing that could steer a terminal. */
function expectHarmless({ stdout, stderr }: Pick<CliResult, "stdout" | "stderr">): void {
  expect((stdout + stderr).replaceAll(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
}

describe("credentials", () => {
  const error = (status: number, code: string): Fault => ({ kind: "error", status, code });

  it.each<[string, Fault | undefined, typeof dynHere]>([
    // The built program tells also what libraries write past its commands.
    ["all is well", undefined, dyn],
    ["they are refused", error(400, "UnrecognizedClientException"), dynHere],
    ["they have expired", error(400, "ExpiredTokenException"), dynHere],
    ["the clock is wrong", error(400, "RequestExpired"), dynHere],
    ["the connection breaks", { kind: "resetBefore" }, dyn],
    ["the service is at fault", error(500, "InternalServerError"), dynHere],
  ])("show nowhere when %s", async (_, fault, run) => {
    const proxy = await startFaultProxy(endpoint, () => fault);
    const cwd = mkdtempSync(join(folder, "project-"));
    const keys = `{ accessKeyId: AKIAFILE, secretAccessKey: ${planted}-file }`;
    const file = `{ endpoint: "${proxy.url.origin}", region: eu-west-1, credentials: ${keys} }`;
    writeFileSync(join(cwd, "dyn.yaml"), `targets: { file: ${file} }\n`);
    try {
      for (const target of ["file", proxy.url.origin]) {
        const at = ["--verbose", "-t", target];
        const all = await Promise.all(
          [
            ["table", "describe", table, ...at],
            ["scan", table, ...at],
            ["seed", table, "--template", join(folder, "item.yaml"), "--count", "3", ...at],
            ["stress", "run", join(folder, "load.yaml"), "-o", "json", ...at],
          ].map(words => run(words, cwd)),
        );
        for (const { stdout, stderr } of all) expect(stdout + stderr).not.toContain(planted);
      }
      expect(proxy.seen.length).toBeGreaterThan(7);
    } finally {
      await proxy.close();
    }
  });

  it.each([
    ["a key of digits", "credentials: { accessKeyId: 4242424242, secretAccessKey: 4343434343 }"],
    ["a misspelt key", `credentials: { accessKeyId: x, secretAcessKey: ${planted} }`],
    ["keys that are no mapping", `credentials: ${planted}`],
    ["a password in the URL", `endpoint: "http://me:${planted}@127.0.0.1:1"`],
    ["a password in what is no URL", `endpoint: "http://me:${planted}@127.0.0.1:x"`],
  ])("are not repeated from a dyn.yaml with %s", async (_, line) => {
    const cwd = mkdtempSync(join(folder, "wrong-"));
    writeFileSync(join(cwd, "dyn.yaml"), `targets:\n  dev:\n    region: eu-west-1\n    ${line}\n`);
    const words = ["table", "list", "-t", "dev", "--verbose"];
    const { out, err, code } = await dynAnywhere(words, { cwd, env: ambient });
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toMatch(/^error: dyn\.yaml:4:/m);
    expect(err).not.toMatch(new RegExp(`${planted}|4242424242|4343434343`));
  });

  it("are not repeated from a URL", async () => {
    for (const end of ["1", "x"]) {
      const words = ["table", "list", "-t", `http://me:${planted}@127.0.0.1:${end}`];
      const { err } = await dynAnywhere(words, { env: ambient });
      expect(err).toMatch(/^error: /);
      expect(err).not.toContain(planted);
    }
  });
});

describe("a terminal is never steered", () => {
  it("by what items hold", async () => {
    const ran = await dyn(["scan", table, "-o", "table", "-t", endpoint.origin]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("\\u{1b}[2J");
    expectHarmless(ran);
  });

  it("by the words of a service", async () => {
    const fault: Fault = { kind: "error", status: 400, code: `${evil}Exception`, message: evil };
    const proxy = await startFaultProxy(endpoint, () => fault);
    try {
      const at = ["-t", proxy.url.origin, "--verbose"];
      const load = join(folder, "load.yaml");
      const all = await Promise.all(
        [
          ["scan", table, ...at],
          ["item", "put", table, '{"Pk":"a","Sk":1}', ...at],
          ["seed", table, "--template", "item.yaml", "--count", "3", ...at],
          ["stress", "run", load, "--no-setup", "-o", "table", ...at],
        ].map(words => dynHere(words)),
      );
      for (const ran of all) {
        expect(ran.code).toBe(1);
        expectHarmless(ran);
      }
    } finally {
      await proxy.close();
    }
  });

  it("by the errors that a load met", async () => {
    const fault: Fault = { kind: "error", status: 400, code: `${evil}Exception`, message: evil };
    const proxy = await startFaultProxy(endpoint, (_, operation) =>
      operation === "PutItem" ? fault : undefined,
    );
    try {
      const words = ["stress", "run", "load.yaml", "-o", "table", "-t", proxy.url.origin];
      const ran = await dyn(words);
      expect(ran.stdout).toMatch(/^errors +20 /m);
      expectHarmless(ran);
    } finally {
      await proxy.close();
    }
  });

  it("by the names of tables", async () => {
    const body = JSON.stringify({ TableNames: [evil, "Plain"] });
    const bytes = Buffer.from(body).toString("latin1");
    const head = `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const server = await startRawServer(head + bytes);
    try {
      const ran = await dyn(["table", "list", "-o", "table", "-t", server.url]);
      expect(ran.stdout).toContain("Plain");
      expectHarmless(ran);
    } finally {
      await server.close();
    }
  });

  it("by what was typed", async () => {
    const words = [["scan", evil], ["scan", table, "-t", evil], ["query", table, evil], [evil]];
    const all = await Promise.all(words.map(each => dynHere([...each, "--verbose"])));
    for (const ran of all) {
      expect(ran.code).toBeGreaterThan(0);
      expectHarmless(ran);
    }
  });
});

describe("AWS", () => {
  const hook = pathToFileURL(join(import.meta.dirname, "../support/loopback-only.mjs")).href;
  let places = 0;

  /** Runs dyn with credentials all around it, and gives the hosts it tried to reach beyond this one. */
  async function reached(
    ...words: string[]
  ): Promise<{ ran: CliResult; hosts: readonly string[] }> {
    places += 1;
    const home = join(folder, `home-${places}`);
    mkdirSync(join(home, ".aws"), { recursive: true });
    const keys = "aws_access_key_id = AKIAPROFILE\naws_secret_access_key = x\nregion = us-east-1\n";
    writeFileSync(join(home, ".aws", "credentials"), `[default]\n${keys}`);
    const log = join(home, "connections");
    const env = {
      HOME: home,
      AWS_PROFILE: "default",
      AWS_ENDPOINT_URL: "http://192.0.2.1",
      NODE_OPTIONS: `--import ${hook}`,
      DYN_TEST_CONNECTIONS: log,
    };
    const ran = await dyn(words, folder, env);
    return { ran, hosts: existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [] };
  }

  it.each([
    [["stress", "run", "load.yaml"]],
    [["table", "create", "things.yaml", "-t", "memory"]],
    [["table", "list", "-t", "HERE"]],
    [["seed", "TABLE", "--template", "item.yaml", "--count", "3", "-t", "HERE"]],
    [["stress", "run", "load.yaml", "--client", "sdk", "-t", "HERE"]],
    [["scan", "TABLE", "-t", "http://127.0.0.1:1"]],
  ])("is not reached by %j", async words => {
    const here = words.map(word => word.replace("HERE", endpoint.origin).replace("TABLE", table));
    const { ran, hosts } = await reached(...here);
    expect(ran.code).toBe(here.includes("http://127.0.0.1:1") ? 4 : 0);
    expect(hosts).toEqual([]);
  });

  it("is reached when it is named", async () => {
    const { ran, hosts } = await reached("table", "list", "-t", "aws");
    expect(ran.code).toBeGreaterThan(0);
    expect(hosts).not.toEqual([]);
  });
});
