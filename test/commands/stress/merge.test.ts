import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckResult, Result, Stats } from "../../../src/engine/result.ts";
import { Tally } from "../../../src/engine/tally.ts";
import { outcome } from "../../engine/scripted-target.ts";
import { result } from "../../reporters/sample.ts";
import { dyn } from "../../support/in-process.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-merge-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function shard(index: number, change: Partial<Result> = {}): Result {
  const tally = new Tally();
  for (let each = 1; each <= 10; each++) tally.record(outcome(), each * 1000 * index, 1000);
  const total = tally.stats(10);
  const load = { ...result().load, concurrency: 8, shard: { index, of: 2 } };
  return result({ total, operations: { read: total }, load, ...change });
}

/** Writes documents as files and merges them. */
async function merge(files: Readonly<Record<string, string>>, ...options: string[]) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return await dyn(["stress", "merge", ...Object.keys(files), ...options], { cwd });
}

const text = (...documents: readonly unknown[]) =>
  JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2);

describe("dyn stress merge", () => {
  it("gives the result of the whole", async () => {
    const { code, out } = await merge(
      { "1.json": text(shard(1)), "2.json": text(shard(2)) },
      "-o",
      "json",
    );
    const merged = JSON.parse(out) as Result;
    expect(code).toBe(0);
    expect(merged.total).toMatchObject({ sent: 20, ok: 20, throughput: 2 });
    expect(merged.total.latencyMs).toMatchObject({ min: 1, max: 20 });
    expect(merged.load).toMatchObject({ concurrency: 16, shard: null });
  });

  it("tells people what was merged", async () => {
    const ran = await merge({ "1.json": text(shard(1)), "2.json": text(shard(2)) }, "-o", "table");
    expect(ran.out).toMatch(/^user-sessions\nmemory · wire · 16 in flight/);
    expect(ran.out).toMatch(/^read +20 +2 /m);
    expect(ran.out).toContain("2 shards merged");
  });

  it("takes lists and lines, and merges scenarios by themselves", async () => {
    const other = { scenario: "orders", digest: "o" };
    const { code, out } = await merge(
      {
        "1.json": text(shard(1), shard(1, other)),
        "2.jsonl": `${JSON.stringify(shard(2))}\n${JSON.stringify(shard(2, other))}\n`,
      },
      "-o",
      "json",
    );
    expect(code).toBe(0);
    const merged = JSON.parse(out) as Result[];
    expect(merged.map(({ scenario, total }) => [scenario, total.sent])).toEqual([
      ["user-sessions", 20],
      ["orders", 20],
    ]);
  });

  it("judges thresholds on the merge, and checks by the worst", async () => {
    const missed = {
      thresholds: [
        { expression: "max < 15ms", comparator: "<", limit: 15, unit: "ms", actual: 10, ok: true },
      ] as const,
    };
    const thresholds = { "1.json": text(shard(1, missed)), "2.json": text(shard(2)) };
    expect(await merge(thresholds)).toMatchObject({ code: 99 });
    const check: CheckResult = {
      kind: "every",
      name: "stock",
      ok: false,
      detail: "1 item fails",
      keys: [],
    };
    const failed: Partial<Result> = { checks: [check], ok: false };
    const ran = await merge({ "1.json": text(shard(1)), "2.json": text(shard(2, failed)) });
    expect(ran.code).toBe(98);
    expect(ran.err).toBe("error: 1 of 1 check failed\n       stock: 1 item fails\n");
  });

  it("refuses what is incomplete unless it is told to", async () => {
    const files = { "2.json": text(shard(2)) };
    expect(await merge(files)).toEqual({
      code: 2,
      out: "",
      err: `error: shard 1 of 2 is missing
       name all results, or merge what there is with --partial
`,
    });
    const ran = await merge(files, "--partial", "-o", "table");
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("only shard 2 of 2: these figures are of a part of the load");
  });

  it("says which results it took together when scenarios differ", async () => {
    const ran = await merge({
      "1.json": text(shard(1)),
      "2.json": text(shard(2, { scenario: "orders" })),
    });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("error: user-sessions · wire: shard 2 of 2 is missing\n");
    expect(ran.err).toContain("scenarios or clients are merged apart: this is 1.json\n");
  });

  it("refuses shards whose operations in flight are no parts of one number", async () => {
    const load = (index: number, concurrency: number) => ({
      load: { ...shard(index).load, concurrency },
    });
    const unlike = await merge({
      "1.json": text(shard(1, load(1, 2))),
      "2.json": text(shard(2, load(2, 9))),
    });
    expect(unlike.code).toBe(2);
    expect(unlike.err).toContain(
      "error: 2.json has 9 in flight and 1.json 2: they are no shards of one load\n",
    );
    const parts = await merge({
      "1.json": text(shard(1, load(1, 9))),
      "2.json": text(shard(2, load(2, 8))),
    });
    expect(parts.code).toBe(0);
  });

  it.each([
    ["sent is not ok, failed and unknown", (read: Stats) => ({ ...read, ok: read.ok + 1 })],
    ["an operation is not in the total", (read: Stats) => ({ ...read, sent: 9, ok: 9 })],
  ])("refuses a result in which %s", async (_, change) => {
    const whole = shard(1);
    const operations = { read: change(whole.total) };
    const { code, err } = await merge({
      "1.json": text({ ...whole, operations }),
      "2.json": text(shard(2)),
    });
    expect(code).toBe(2);
    expect(err).toMatch(/^error: 1\.json: no dyn\.result\/1 document: .*expected/);
  });

  it.each([
    ["load.shard.index", { load: { ...shard(1).load, shard: { index: 3, of: 2 } } }],
    ["elapsedSeconds", { elapsedSeconds: -1 }],
  ])("refuses a result with an impossible %s", async (where, change) => {
    const { code, err } = await merge({ "1.json": text(shard(1, change)) });
    expect(code).toBe(2);
    expect(err).toContain(`error: 1.json: no dyn.result/1 document: ${where}: expected`);
  });

  it("refuses an operation that no scenario can have", async () => {
    const bad = text(shard(1)).replace('"operations": {', '"operations": { "__proto__": 5,');
    const { code, err } = await merge({ "1.json": bad }, "--partial");
    expect(code).toBe(2);
    expect(err).toContain('operations: "__proto__" cannot be a name here');
  });

  it("tells of shards that did not begin together", async () => {
    const late = { startedAt: "2026-01-01T00:00:45.000Z" };
    const ran = await merge({ "1.json": text(shard(1)), "2.json": text(shard(2, late)) });
    expect(ran.err).toBe(
      "user-sessions: its shards began 45 s apart; --start-at makes them begin together\n",
    );
  });

  it("writes reports", async () => {
    const files = { "1.json": text(shard(1)), "2.json": text(shard(2)) };
    const ran = await merge(files, "--report", "json=merged.json");
    expect(ran.code).toBe(0);
    expect(readFileSync(join(cwd, "merged.json"), "utf8")).toContain('"merged"');
  });

  it.each([
    ["no JSON", "name: load\n", "this is not JSON"],
    ["another document", "{}", "no dyn.result/1 document: missing: schema"],
    ["another version", '{"schema": "dyn.result/2"}', "no dyn.result/1 document: schema: expected"],
    ["a damaged one", text({ ...shard(1), load: 1 }), "no dyn.result/1 document: load: expected"],
    ["no document", "[]", "no result in it"],
    ["the second of two", text(shard(1), 7), ": document 2: no dyn.result/1 document: expected"],
    [
      "a figure of nothing",
      text({ ...shard(1), references: { read: { p42: 1 } } }),
      'references.read.p42: unknown key "p42"',
    ],
    ["endless rows", text(shard(1, { timeline: [row(1e15)] })), "timeline.0.second: expected"],
  ])("names the file that holds %s", async (_, content, message) => {
    const ran = await merge({ "bad.json": content });
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(/^error: bad\.json/);
    expect(ran.err).toContain(message);
    expect(ran.err).toContain("a result is what dyn stress run prints with -o json");
  });
});

function row(second: number) {
  const none = { ok: 0, failed: 0, unknown: 0, p50: 0, p95: 0, p99: 0, throttled: 0 };
  return { second, ...none, histogram: "" };
}
