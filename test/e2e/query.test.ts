import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { runDyn } from "../support/cli.ts";
import { engine } from "../support/engine.ts";
import { runHere } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";

const digits = "0.12345678901234567890123456789012345678";
const evil = '\u001b[2J\u202e\u0000表 "x",\r\n';
let table = "";
let target: string[] = [];

beforeAll(async () => {
  target = ["-t", (await engine()).endpoint.href];
  table = await tableWith([
    ...[1, 2, 3].map(n => ({
      Pk: { S: "a" },
      Sk: { N: String(n) },
      Big: { N: digits },
      Text: { S: n === 2 ? evil : "plain" },
    })),
    ...Array.from({ length: 2000 }, (_, n) => ({
      Pk: { S: "many" },
      Sk: { N: String(n) },
      Text: { S: "x".repeat(500) },
    })),
  ]);
});

const built = (...words: string[]) => runDyn([...words, ...target]);
const dyn = (...words: string[]) => runHere([...words, ...target]);

test("items go through a pipe in every format, whole and exact", async () => {
  const words = ["query", table, "Pk = 'a'"];
  const [jsonl, json, yaml, csv, typed] = await Promise.all(
    [[], ["-o", "json"], ["-o", "yaml"], ["-o", "csv"], ["-o", "dynamodb-json"]].map(format =>
      built(...words, ...format),
    ),
  );
  for (const ran of [jsonl, json, yaml, csv, typed]) {
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran?.stdout.split(digits)).toHaveLength(1 + 3);
  }
  const second = { Pk: "a", Sk: 2, Text: evil };
  expect(JSON.parse(jsonl?.stdout.split("\n")[1] ?? "")).toMatchObject(second);
  expect(JSON.parse(json?.stdout ?? "")).toMatchObject({
    items: [{ Sk: 1 }, second, { Sk: 3 }],
    count: 3,
    scannedCount: 3,
    nextToken: null,
  });
  expect(parse(yaml?.stdout ?? "").items[1]).toMatchObject(second);
  expect(csv?.stdout).toContain(`a,2,${digits},"${evil.replaceAll('"', '""')}"\r\n`);
  const line = typed?.stdout.split("\n")[1] ?? "";
  expect(JSON.parse(line).Item).toMatchObject({ Sk: { N: "2" }, Text: { S: evil } });
});

test("a table for people hides nothing that could steer their terminal, and does not wrap", async () => {
  const { stdout, stderr, code } = await dyn("query", table, "Pk = 'a'", "-o", "table");
  expect(code).toBe(0);
  expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(stdout).toContain("\\u{1b}[2J\\u{202e}");
  expect(stdout).toContain(digits);
  expect(stderr).toMatch(/^3 items · /);
});

test("a stream that ends early says so and tells where to go on", async () => {
  const first = await built("query", table, "Pk = 'many'", "--limit", "1999");
  expect(first.stdout.trimEnd().split("\n")).toHaveLength(1999);
  const token = /^more: --token (\S+)/.exec(first.stderr)?.[1] ?? "";
  const rest = await dyn("query", table, "Pk = 'many'", "--token", token);
  expect(rest.stdout).toMatch(/^\{"Pk":"many","Sk":1999,.*\}\n$/);
  expect(rest.stderr).toBe("");
});

test("an interrupted stream tells where to go on, and going on loses nothing", async () => {
  const words = ["scan", table, "--all", "--page-size", "1", "--select", "Pk, Sk", ...target];
  const first = await runDyn(words, { interruptAt: /"Sk":50\b/ });
  expect(first.code).toBe(130);
  const token = /^more: --token (\S+)/.exec(first.stderr)?.[1] ?? "";
  const rest = await dyn("scan", table, "--all", "--select", "Pk, Sk", "--token", token);
  const whole = await dyn("scan", table, "--all", "--select", "Pk, Sk");
  expect(first.stdout.length).toBeLessThan(whole.stdout.length);
  expect(first.stdout + rest.stdout).toBe(whole.stdout);
});

test("a reader that has seen enough ends a scan quietly", async () => {
  const bin = join(import.meta.dirname, "../../bin/dyn.js");
  const child = spawn(process.execPath, [bin, "scan", table, "--all", "-o", "jsonl", ...target]);
  let stderr = "";
  child.stderr.on("data", chunk => {
    stderr += chunk;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise(resolve => child.on("close", resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("an unknown table, a broken token and a deaf target each say what is wrong", async () => {
  const missing = await dyn("scan", `${table}0`);
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toContain(`did you mean ${table}?`);
  const broken = await dyn("scan", table, "--token", "nonsense");
  expect(broken).toMatchObject({ code: 2, stdout: "" });
  const deaf = await runHere(["scan", table, "-t", "http://127.0.0.1:1"]);
  expect(deaf).toMatchObject({ code: 4, stdout: "" });
  expect(deaf.stderr).toContain("cannot reach http://127.0.0.1:1");
});

test("a bounded stream ends with 5, and going on loses nothing", async () => {
  const words = ["query", table, "Pk = 'many'", "--all", "--page-size", "100"];
  const whole = await dyn(...words);
  const first = await built(...words, "--max-rcu", "20");
  expect(first).toMatchObject({ code: 5 });
  const lines = (text: string) => text.trimEnd().split("\n").length;
  expect(lines(first.stdout)).toBeLessThan(lines(whole.stdout));
  expect(first.stderr).toMatch(/stopped after [\d.]+ read units by --max-rcu 20/);
  const token = /^more: --token (\S+)/.exec(first.stderr)?.[1] ?? "";
  const rest = await dyn(...words, "--token", token);
  expect(first.stdout + rest.stdout).toBe(whole.stdout);
});

test("segments stream in every format, each item once, within a limit", async () => {
  const all = ["scan", table, "--all", "--segments", "4", "--select", "Pk, Sk"];
  const [jsonl, json, csv, typed, yaml] = await Promise.all(
    ["jsonl", "json", "csv", "dynamodb-json", "yaml"].map(format => dyn(...all, "-o", format)),
  );
  for (const ran of [jsonl, json, csv, typed, yaml])
    expect(ran).toMatchObject({ code: 0, stderr: "" });
  expect(new Set(jsonl?.stdout.trimEnd().split("\n")).size).toBe(2003);
  expect(JSON.parse(json?.stdout ?? "")).toMatchObject({ count: 2003, nextToken: null });
  expect(new Set(csv?.stdout.trimEnd().split("\r\n")).size).toBe(2004);
  expect(new Set(typed?.stdout.trimEnd().split("\n")).size).toBe(2003);
  expect(parse(yaml?.stdout ?? "").items).toHaveLength(2003);
  const some = await dyn("scan", table, "--segments", "4", "--limit", "7", "--select", "Pk, Sk");
  expect(new Set(some.stdout.trimEnd().split("\n")).size).toBe(7);
});

test("a scan of a protected target is told and refused without --yes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dyn-protected-"));
  try {
    const [, endpoint] = target;
    const text = `targets: { live: { endpoint: "${endpoint}", protect: true } }\n`;
    writeFileSync(join(folder, "dyn.yaml"), text);
    const words = ["scan", table, "--limit", "1", "-t", "live"];
    const refused = await runHere(words, { cwd: folder });
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(
      `scan ${table}: what it takes is unknown: the target tells no size`,
    );
    expect(await runHere([...words, "--yes"], { cwd: folder })).toMatchObject({ code: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what is put is what is got", async () => {
  const item = `{"Pk":"e2e","Sk":1,"Big":${digits}}`;
  const put = await runDyn(["item", "put", table, "-", ...target], { input: `${item}\n` });
  expect(put).toMatchObject({ code: 0, stdout: "" });
  expect((await dyn("item", "get", table, "--pk", "e2e", "--sk", "1")).stdout).toBe(
    `{"Pk":"e2e","Sk":1,"Big":${digits}}\n`,
  );
});
