import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verdict } from "../../src/commands/stress/verdict.ts";
import { result, stats } from "../reporters/sample.ts";
import { uniqueTable } from "../support/engine.ts";
import { dyn, dynAnywhere } from "../support/in-process.ts";

const table = uniqueTable("Load");
let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "dyn-stress-"));
  writeFileSync(join(cwd, "table.yaml"), `table: ${table}\npartitionKey: Id S\n`);
  writeFileSync(
    join(cwd, "load.yaml"),
    `name: load
description: Some reads
tables: [table.yaml]
entities: { thing: { table: ${table}, count: 10, item: { Id: "\${hex(i)}" } } }
operations: { read: { get: { entity: thing } } }
load: { requests: 20, concurrency: 2 }
`,
  );
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe("a file of the other kind is told in one line, with the command for it", () => {
  it.each(["check", "run"])("a table for stress %s", async verb => {
    expect(await dyn(["stress", verb, "table.yaml"], { cwd })).toEqual({
      code: 2,
      out: "",
      err: `error: table.yaml:1:1  this is a table, not a scenario
       create it with: dyn table create table.yaml
1 problem in table.yaml
`,
    });
  });

  it("a scenario for table create", async () => {
    expect(await dyn(["table", "create", "load.yaml"], { cwd })).toEqual({
      code: 2,
      out: "",
      err: `error: load.yaml:1:1  this is a scenario, not a table
       run it with: dyn stress run load.yaml
1 problem in load.yaml
`,
    });
  });
});

describe("stress check with a target", () => {
  it("tells what that store cannot do", async () => {
    const text = readFileSync(join(cwd, "load.yaml"), "utf8");
    const adding = text.replace(
      "read: {",
      "find: { statement: { partiql: SELECT * FROM T } }, read: {",
    );
    writeFileSync(join(cwd, "partiql.yaml"), adding);
    const check = (...target: string[]) =>
      dynAnywhere(["stress", "check", "partiql.yaml", ...target], { cwd });
    expect(await check()).toMatchObject({ err: "", code: 0 });
    expect(await check("-t", "memory")).toMatchObject({ code: 0 });
    expect(await check("-t", "memory", "-t", "postgres:local")).toMatchObject({ code: 2 });
    expect(await check("-t", "postgres:local")).toEqual({
      code: 2,
      out: "",
      err: `error: partiql.yaml: find: the statement has no text for PostgreSQL
       write postgres: or sql: beside partiql:
partiql.yaml asks what PostgreSQL cannot do
`,
    });
  });
});

describe("what a run announces", () => {
  it("leaves out operations that --setup-only does not run", async () => {
    const ran = await dyn(["stress", "run", "load.yaml", "--setup-only", "-o", "table"], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/^load · Some reads\n\S+ · wire\n\n$/);
    expect(ran.out).toMatch(new RegExp(`^${table} created, 10 thing items seeded`));
  });

  it("has no empty space where --no-setup prepares nothing", async () => {
    const ran = await dyn(["stress", "run", "load.yaml", "--no-setup", "-o", "table"], { cwd });
    expect(ran.err).toMatch(/ in flight · 20 operations\n\n$/);
  });
});

describe("several scenarios", () => {
  it("have a blank line between them, also where nothing is announced", async () => {
    const flags = ["--no-setup", "--quiet", "-o", "table"];
    const ran = await dyn(["stress", "run", "load.yaml", "load.yaml", ...flags], { cwd });
    expect(ran.out.match(/\n\noperation /g)).toHaveLength(1);
    expect(ran.out).not.toMatch(/\n\n$|\n\n\n/);
  });
});

describe("--start-at", () => {
  it("is refused when that was long ago", async () => {
    const ran = await dyn(["stress", "run", "load.yaml", "--start-at", "1700000000"], { cwd });
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(
      /^error: --start-at 2023-11-14T22:13:20.000Z was .* ago\n +name a moment to come, such as \+30s\n$/,
    );
  });
});

describe("--dry-run", () => {
  it("tells the shard and the workers", async () => {
    const parts = ["--concurrency", "4", "--workers", "2", "--shard", "1/2", "-o", "table"];
    const ran = await dyn(["stress", "run", "load.yaml", "--dry-run", ...parts], { cwd });
    expect(ran.out).toMatch(/would run 2 in flight · \d+ operations · 2 workers · shard 1 of 2\n/);
  });
});

describe("--checks-only", () => {
  const checks = `checks: [{ acknowledged: thing }, { count: { table: ${table}, equals: 10 } }]\n`;
  it("names the checks that only a run can judge", async () => {
    const text = readFileSync(join(cwd, "load.yaml"), "utf8");
    const adding = text
      .replace("entity: thing }", "entity: thing, pick: new }")
      .replace("get:", "put:");
    writeFileSync(join(cwd, "checked.yaml"), adding + checks);
    const only = ["stress", "run", "checked.yaml", "--checks-only"];
    expect((await dyn([...only, "-o", "table"], { cwd })).out).toMatch(
      /^✔ count .*\n {2}not judged, as only the run knows what it wrote: acknowledged thing\n$/,
    );
    const { out } = await dyn([...only, "-o", "json"], { cwd });
    expect(JSON.parse(out)).toMatchObject({ notJudged: ["acknowledged thing"], ok: true });
  });
});

describe("on a terminal", () => {
  it("nothing that is said of a scenario is wider than it", async () => {
    const narrow = { cwd, stdoutTTY: true, stderrTTY: true, columns: 42, env: { NO_COLOR: "1" } };
    const check = await dyn(["stress", "check", "load.yaml"], narrow);
    expect(check.out).toBe(`✔ load.yaml: 1 table, 10 items, 1
  operation, 0 thresholds · 2 in flight ·
  20 operations
`);
    const dry = await dyn(["stress", "run", "load.yaml", "--dry-run"], narrow);
    // The narrowest table of figures takes more than that.
    const ran = await dyn(["stress", "run", "load.yaml"], { ...narrow, columns: 60 });
    expect(ran.code).toBe(0);
    expect(dry.out.split("\n").filter(line => line.length > 42)).toEqual([]);
    const said = `${ran.out}${ran.err}`.split("\n");
    expect(said.filter(line => line.length > 60)).toEqual([]);
  });
});

describe("a run without thresholds", () => {
  const second = (ok: number, failed: number) => ({
    ok,
    failed,
    unknown: 0,
    p50: 1,
    p95: 1,
    p99: 1,
    throttled: 0,
    histogram: "",
  });
  const ended = (...seconds: [ok: number, failed: number][]) =>
    verdict([
      result({
        total: stats({ sent: 30, ok: 10, failed: 20, errors: { ConnectionRefused: 20 } }),
        timeline: seconds.map(([ok, failed], n) => ({ second: n + 1, ...second(ok, failed) })),
      }),
    ]);

  it("fails when it lost its target on the way", () => {
    expect(ended([10, 0], [0, 15], [0, 5])).toMatchObject({
      kind: "failed",
      message: "user-sessions: nothing succeeded in the last 2 s",
      hint: "ConnectionRefused 20 times",
    });
  });

  it("is well when failures are some of many", () => {
    expect(ended([5, 15], [5, 5])).toBeUndefined();
    expect(ended([10, 15], [0, 5])).toBeUndefined();
    expect(ended([10, 20], [0, 0], [0, 0])).toBeUndefined();
  });
});
