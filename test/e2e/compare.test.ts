// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scenarios are made of templates
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/engine/comparison.ts";
import { type CliOptions, runDyn } from "../support/cli.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { dynAnywhere, runHere } from "../support/in-process.ts";

const table = uniqueTable("Compared");
let folder: string;
let here: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dyn-compare-"));
  here = (await engine()).endpoint.origin;
  writeFileSync(join(folder, "table.yaml"), `table: ${table}\npartitionKey: Id S\n`);
  writeFileSync(
    join(folder, "load.yaml"),
    `name: load
tables: [table.yaml]
entities: { thing: { table: ${table}, count: 20, item: { Id: "\${hex(i)}" } } }
operations:
  read: { weight: 3, get: { entity: thing } }
  make: { put: { entity: thing, pick: new, if: attribute_not_exists(Id) } }
load: { requests: 60, concurrency: 4 }
checks: [acknowledged: thing]
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const built = (words: readonly string[], options: CliOptions = {}) =>
  runDyn(words, { cwd: folder, ...options });

const stress = (words: readonly string[]) => runHere(words, { cwd: folder });
const run = ["stress", "run", "load.yaml"];

describe("dyn stress run on several targets", () => {
  it("puts the same load on each, and gives one document", async () => {
    const words = ["-t", "memory", ...run, "-t", here, "-o", "json"];
    const { code, stdout, stderr } = await built(words);
    expect({ code, stderr: stderr.includes("error") }).toEqual({ code: 0, stderr: false });
    const comparison: Comparison = JSON.parse(stdout);
    expect(comparison).toMatchObject({
      schema: "dyn.comparison/1",
      scenario: "load",
      interleave: null,
      baseline: "memory",
      targets: [{ label: "memory" }, { label: here }],
      ok: true,
    });
    const results = comparison.targets.map(({ result }) => result);
    expect(results).toMatchObject(
      ["memory", here].map(target => ({
        target,
        seed: results[0]?.seed,
        total: { sent: 60, ok: 60 },
        checks: [{ ok: true }],
      })),
    );
    const sent = results.map(result => result?.operations.make?.sent);
    expect(sent[0]).toBe(sent[1]);
    expect(comparison.operations.read?.map(({ target }) => target)).toEqual(["memory", here]);
    expect(comparison.operations.read?.[1]?.ratios?.p50?.ratio).toBeGreaterThan(0);
    for (const { cost } of comparison.targets) {
      expect(cost?.perMillionOperations).toBeGreaterThan(0);
      expect(cost?.basis).toContain("what it would cost on AWS");
    }
  });

  it("sets them side by side for people, after the results", async () => {
    const { stdout } = await stress([...run, "-t", "memory", "-t", "memory", "-o", "table"]);
    expect(stdout).toMatch(/\n\nload by target\noperation +target +ops\/s/);
    expect(stdout).toMatch(/\nread +memory .*\n +memory #2 .*\n +ratio +(?:≈ )?[\d.]+ ×/);
    expect(stdout).toContain("≈: the runs are too short to tell a difference from chance");
    expect(stdout).toMatch(
      /\n\ncost of a million operations\n +memory +\$[\d.]+ +what it would cost/,
    );
    expect(stdout.match(/acknowledged thing items are all there/g)).toHaveLength(2);
  });

  it("gives them turns, whose items and checks are those of one run", async () => {
    const words = [...run, "-t", "memory", "-t", "memory", "--interleave", "3", "-o", "json"];
    const { code, stdout } = await stress(words);
    expect(code).toBe(0);
    const { interleave, targets }: Comparison = JSON.parse(stdout);
    expect(interleave).toBe(3);
    for (const { result } of targets) {
      expect(result).toMatchObject({
        total: { sent: 60, ok: 60 },
        load: { legs: 3, requests: 60, concurrency: 4 },
        checks: [{ ok: true }],
      });
    }
    const [a, b] = targets.map(({ result }) => result?.operations.make?.sent);
    expect(a).toBe(b);
  });

  it("has workers in each turn, too", async () => {
    const words = [...run, "-t", "memory", "-t", "memory", "--interleave", "2", "--workers", "2"];
    const { code, stdout } = await built([...words, "-o", "json"]);
    expect(code).toBe(0);
    for (const { result } of (JSON.parse(stdout) as Comparison).targets) {
      expect(result).toMatchObject({
        total: { ok: 60 },
        load: { workers: 2 },
        checks: [{ ok: true }],
      });
    }
  });

  it.each([[], ["--interleave", "2"]])(
    "keeps what one measured when another cannot be reached %s %s",
    async (...how) => {
      const gone = "http://127.0.0.1:1";
      const { code, stdout, stderr } = await stress([
        ...[...run, "-t", gone, "-t", "memory", ...how, "-o", "json"],
      ]);
      expect(code).toBe(4);
      expect(stderr).toContain(`error: ${gone}: cannot reach ${gone}`);
      const comparison: Comparison = JSON.parse(stdout);
      expect(comparison).toMatchObject({
        baseline: "memory",
        targets: [{ failure: expect.stringContaining("cannot reach") }, { result: { ok: true } }],
        ok: false,
      });
    },
  );

  it("ends all of them at Ctrl-C, with what was measured", async () => {
    const words = [...run, "-t", "memory", "-t", "memory", "--duration", "10m", "-o", "json"];
    const { code, stdout } = await built(words, { interruptAt: /items seeded/ });
    expect(code).toBe(130);
    const { targets }: Comparison = JSON.parse(stdout);
    expect(targets).toMatchObject([{ result: { interrupted: true } }, { failure: "not run" }]);
  });

  it("misses thresholds on each, after all have run", async () => {
    const words = [...run, "-t", "memory", "-t", here, "--threshold", "p50 < 0ms"];
    const { code, stderr } = await built(words);
    expect(code).toBe(99);
    expect(stderr).toContain("2 of 2 thresholds missed");
    expect(stderr).toContain(`${here}: p50 < 0ms`);
  });

  it("writes reports with both, and makes them of what was kept", async () => {
    const reports = "html=a.html,markdown=a.md,junit=a.xml,json=a.json";
    await stress([...run, "-t", "memory", "-t", "http://127.0.0.1:1", "--report", reports]);
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    expect(read("a.md")).toContain("## ❌ load by target");
    expect(read("a.xml")).toMatch(/<testsuite name="load · http.* failures="1"/);
    expect(read("a.html")).toContain("load by target");
    expect(JSON.parse(read("a.json"))).toMatchObject({ schema: "dyn.comparison/1" });
    const again = await stress(["stress", "report", "a.json", "--as", "markdown"]);
    expect(again.stdout).toBe(read("a.md"));
    const text = await stress(["stress", "report", "a.json"]);
    expect(text.stdout).toContain("load by target");
  });
});

describe("DynamoDB beside PostgreSQL", () => {
  const stores = ["-t", "memory", "-t", "postgres:memory"];

  it("have the same load and the same checks, and a price each", async () => {
    const words = [...run, ...stores, "--interleave", "2", "--replicas", "1", "-o", "json"];
    const { code, stdout } = await stress(words);
    expect(code).toBe(0);
    const { targets }: Comparison = JSON.parse(stdout);
    expect(targets).toMatchObject([
      { result: { client: "wire", total: { ok: 60 }, checks: [{ ok: true }] } },
      { result: { client: "postgres", total: { ok: 60 }, checks: [{ ok: true }] } },
    ]);
    const [a, b] = targets.map(({ result }) => result?.operations.make?.sent);
    expect(a).toBe(b);
    expect(targets[1]?.cost?.basis).toContain("has no price");
  });

  it("are asked whether they can do it before anything is set up", async () => {
    writeFileSync(
      join(folder, "partiql.yaml"),
      `name: partiql
tables: [table.yaml]
operations: { find: { statement: { partiql: "SELECT * FROM ${table} WHERE Id = 'a'" } } }
load: { requests: 4 }
`,
    );
    const { code, err, out } = await dynAnywhere(["stress", "run", "partiql.yaml", ...stores], {
      cwd: folder,
    });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("PostgreSQL cannot do");
    expect(err).not.toContain("created");
  });
});

describe("flags that contradict several targets", () => {
  const both = ["-t", "memory", "-t", "local"];
  it.each([
    [[...both, "--client", "all"], "--client all is for one target"],
    [["-t", "memory", "--interleave", "2"], "--interleave is for several targets"],
    [[...both, "--shard", "1/2"], "--shard is for one target"],
    [[...both, "--start-at", "+1s"], "--start-at is one moment, and here are 2 runs"],
    [[...both, "--replicas", "1"], "--replicas is for a PostgreSQL that dyn starts itself"],
    [["-t", "postgres://u@h/d", "--client", "sdk"], "--client is for DynamoDB"],
    [[...both, "--interleave", "2", "--duration", "1s"], "would take less than a second each"],
    [[...both, "--interleave", "100"], "60 operations are too few for 100 turns"],
    [[...both, "--setup-only", "--interleave", "2"], "--interleave has nothing to do"],
  ])("are refused: %j", async (flags, said) => {
    const { code, err } = await dynAnywhere([...run, ...flags], { cwd: folder });
    expect(err).toContain(said);
    expect(code).toBe(2);
  });

  it("a dry run tells of each target", async () => {
    const words = [...run, ...both, "--interleave", "2", "--dry-run", "-o", "jsonl"];
    const { out } = await dynAnywhere(words, { cwd: folder });
    const plans = out
      .trimEnd()
      .split("\n")
      .map(line => JSON.parse(line));
    expect(plans).toMatchObject([
      { target: "memory", interleave: 2 },
      { target: "local", interleave: 2 },
    ]);
  });
});
