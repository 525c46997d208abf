import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "../../src/main.ts";
import { fakeContext } from "../support/context.ts";
import { engine } from "../support/engine.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { dyn } from "../support/in-process.ts";
import { tableWith } from "../support/tables.ts";

let folder: string;
let table: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-dead-letters-"));
  table = await tableWith([]);
  const good = Array.from({ length: 60 }, (_, n) => `{"Pk":"a${n}","Sk":${n}}\n`).join("");
  writeFileSync(join(folder, "good.jsonl"), good);
  writeFileSync(join(folder, "bad.jsonl"), '{"Pk":"b"}\n{"Pk":"c"}\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const letters = () =>
  readdirSync(folder)
    .filter(name => name.includes("dead"))
    .sort();
const linesOf = (name: string) =>
  readFileSync(join(folder, name), "utf8")
    .split("\n")
    .filter(line => line !== "").length;
const run = (...words: string[]) => dyn(["import", table, ...words], { cwd: folder });

/** Imports the good file and interrupts at its first write. */
async function interrupted(...words: string[]): Promise<string> {
  const context = fakeContext({ cwd: folder });
  context.stdin.push(null);
  const proxy = await startFaultProxy((await engine()).endpoint, (_n, operation) => {
    if (operation === "BatchWriteItem") context.interrupt();
    return undefined;
  });
  try {
    const all = ["import", table, "good.jsonl", ...words, "--concurrency", "1"];
    expect(await main([...all, "-t", proxy.url.href], context)).toBe(130);
    return proxy.url.href;
  } finally {
    await proxy.close();
  }
}

describe("the dead letters of a job", () => {
  it("have a file that no other job adds to, and none when there are none", async () => {
    expect(await run("good.jsonl")).toMatchObject({ code: 0 });
    expect(letters()).toEqual([]);
    for (const file of [`${table}.dead-letter.jsonl`, `${table}.2.dead-letter.jsonl`]) {
      const { code, err } = await run("bad.jsonl");
      expect(code).toBe(5);
      expect(err).toContain(`not stored; see ${file}`);
      expect(linesOf(file)).toBe(2);
    }
  });

  it("stay when another job is interrupted, or goes on", async () => {
    await interrupted("--checkpoint", "c");
    const own = letters();
    expect(own).toEqual([`${table}.dead-letter.jsonl`]);
    expect(linesOf(own[0] ?? "")).toBe(0);
    const { err } = await run("bad.jsonl");
    const file = `${table}.2.dead-letter.jsonl`;
    expect(err).toContain(`see ${file}`);
    await interrupted();
    expect(linesOf(file)).toBe(2);
    const checkpoint = JSON.parse(readFileSync(join(folder, "c"), "utf8"));
    checkpoint.job.target = (await engine()).endpoint.href;
    writeFileSync(join(folder, "c"), JSON.stringify(checkpoint));
    expect(await run("good.jsonl", "--checkpoint", "c")).toMatchObject({ code: 0, err: "" });
    expect(letters()).toEqual([file]);
    expect(linesOf(file)).toBe(2);
  });

  it("are not mixed with those in a file that is named", async () => {
    writeFileSync(join(folder, "kept.jsonl"), "mine\n");
    const { code, err } = await run("bad.jsonl", "--dead-letter", "kept.jsonl");
    expect(code).toBe(2);
    expect(err).toMatch(/kept\.jsonl is there already.*\n.*name another file with --dead-letter/);
    expect(readFileSync(join(folder, "kept.jsonl"), "utf8")).toBe("mine\n");
    writeFileSync(join(folder, "empty.jsonl"), "");
    expect(await run("bad.jsonl", "--dead-letter", "empty.jsonl")).toMatchObject({ code: 5 });
    expect(linesOf("empty.jsonl")).toBe(2);
    expect(await run("bad.jsonl", "--dead-letter", "/dev/null")).toMatchObject({ code: 5 });
  });
});
